#!/usr/bin/env bash
# The same book gives the same bytes: run twice, in another time zone and locale, with its usage
# rows shuffled, split and packed, with one job, and with one account asked for alone.
#
#     tests/golden/same_bytes.sh PROGRAM
set -eu
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
account=100001234567
failed=0

bill() { # bill NAME BOOK [OPTION ...]
    local name=$1 book=$2
    shift 2
    "$program" run -C "$book" --period 2024-05 --quiet --out "$work/$name" "$@"
}

same() { # same NAME WHAT: every file of the run but run.json
    if ! (cd "$work/$1/2024-05" && sha256sum --quiet -c "$work/first/2024-05/SHA256SUMS"); then
        echo "$2: the bytes differ"
        failed=1
    fi
}

cp -r samples/may-2024 "$work/book"
rm -rf "$work/book/out"
bill first "$work/book"

bill again "$work/book"
same again 'run twice'
TZ=America/New_York bill zone "$work/book"
same zone 'TZ=America/New_York'
localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8"
LOCPATH=$work LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 bill locale "$work/book"
same locale 'LANG=de_DE.UTF-8'
bill one-job "$work/book" --jobs 1
same one-job '--jobs 1'
bill jobs "$work/book" --jobs 4
same jobs '--jobs 4'

# What shuf takes its choices from: always the same, so that a failure can be repeated.
for ((i = 0; i < 400000; i++)); do printf '%d' $((i * i % 997)); done >"$work/random"
cp -r "$work/book" "$work/shuffled"
for file in "$work"/book/usage/*.csv; do
    name=$(basename "$file" .csv)
    {
        head -n 1 "$file"
        tail -n +2 "$file" | shuf --random-source="$work/random"
    } >"$work/shuffled/usage/$name.csv"
    case $name in
    *-1[0-9]) gzip -n "$work/shuffled/usage/$name.csv" ;;
    esac
done
bill shuffled "$work/shuffled"
same shuffled 'rows shuffled, some days packed'

bill alone "$work/book" --account "$account"
for file in invoice.pdf statement.xlsx; do
    cmp "$work/first/2024-05/accounts/$account/$file" "$work/alone/2024-05/accounts/$account/$file" ||
        failed=1
done
for table in invoices lines details account-postings packs licences notices; do
    column=$(head -n 1 "$work/first/2024-05/$table.csv" | tr ',' '\n' | grep -nx account_id | cut -d: -f1)
    awk -F, -v column="$column" -v account="$account" 'NR == 1 || $column == account' \
        "$work/first/2024-05/$table.csv" | cmp - "$work/alone/2024-05/$table.csv" || failed=1
done
exit $failed
