#!/usr/bin/env bash
# Peak memory of reading usage, held to what the README states: so many bytes for each resource of a
# day at hand, of which a job has two, and nothing for days and rows, billed or rejected.
#
#     tests/bench/memory.sh GENERATE_USAGE MEASURE PROGRAM      prints both; fails above a bound
set -eu
generate=$(realpath "$1") measure=$(realpath "$2") program=$(realpath "$3")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jobs=2 days_at_hand=4 bytes_each=4000 growth=5 bytes_rejected=4

peak() { # RESOURCES DAYS [rejected]: bytes
    local folder=$scratch/$1-$2 sound=0
    [ -e "$folder" ] || "$generate" "$folder" 100 "$1" "$2" shuffled --slots 72
    if [ "${3-}" = rejected ]; then # but for those of one account
        sed -i 3q "$folder/accounts.csv"
        sound=4
    fi
    "$measure" "$scratch/measured" "$program" run -C "$folder" --period 2024-05 --formats csv \
        --jobs $jobs --quiet --allow-rejects 2>"$scratch/messages"
    local figures
    read -r -a figures <"$scratch/measured"
    [ "${figures[3]}" = $sound ] || { tail -n 5 "$scratch/messages" >&2; exit 1; }
    echo "${figures[2]}"
}

one=$(peak 1 8) twenty=$(peak 20 8) longer=$(peak 20 24)
each=$(((twenty - one) / (100 * 19 * days_at_hand)))
more=$(((longer - twenty) * 100 / twenty))
few=$(peak 20 8 rejected) many=$(peak 20 24 rejected)
rejected=$((2 * 8 * 100 * 20 * 72)) # more rows, nearly all rejected: 4 bytes each for those shown
more_rejected=$(((many - few) / rejected))
echo "$each bytes a resource of a day at hand, bound $bytes_each"
echo "$more % more for three times the days and rows, bound $growth %"
echo "$more_rejected bytes more for each of $rejected rejected rows, bound $bytes_rejected"
[ "$each" -le $bytes_each ] && [ "$more" -le $growth ] && [ "$more_rejected" -le $bytes_rejected ]
