#!/bin/sh
# Each account and region: every day's sum and its largest 5-minute slot, with Miller.
#
#     peer_miller.sh BOOK OUT.csv
set -eu
mlr --icsv --ocsv stats1 -a sum -f quantity -g account_id,region,time \
    then put '$day = substr($time, 0, 9)' \
    then stats1 -a sum,max -f quantity_sum -g account_id,region,day "$1"/usage/*.csv >"$2"
mlr --version
