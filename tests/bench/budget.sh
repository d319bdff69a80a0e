#!/usr/bin/env bash
# Instructions for a usage row, a PDF and a workbook, counted by callgrind, each held to a budget: a
# slower way through a hot path shows on a noisy machine, too.
#
#     tests/bench/budget.sh GENERATE_USAGE PROGRAM      prints the counts; fails above a budget
#
# Runs with --jobs 1 are counted; the difference of two, over what the larger has more of, leaves
# out starting and publishing. Rows: 4 and 8 days of 100 resources, CSV files only. Documents: one
# PDF of one page, or one workbook, for each of 5 and 15 accounts, less what the accounts take
# without. SHA-256 is left out: callgrind's processor has no instructions for it, and counts fifty
# times what a real one does. It has AVX2 where the machine has; without it the counts are printed
# and not judged.
set -eu -o pipefail
generate=$(realpath "$1") program=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() { # FORMATS GENERATOR_ARGUMENTS...
    local formats=$1 folder report
    shift
    folder=$(mktemp -d "$scratch/XXXXXX") report=$(mktemp "$scratch/XXXXXX")
    "$generate" "$folder" "$@"
    valgrind --tool=callgrind --callgrind-out-file="$report" "$program" run -C "$folder" \
        --period 2024-05 --formats "$formats" --jobs 1 >/dev/null 2>"$folder/messages" \
        || { tail -n 5 "$folder/messages" >&2; exit 1; }
    callgrind_annotate --show=Ir --threshold=100 "$report" | awk '
        { gsub(/,/, "", $1) }
        /PROGRAM TOTALS/ { total = $1 }
        /libcrypto|sha256/ { other += $1 }
        END { print total - other }'
}

count_rows() { count csv 20 5 "$1" shuffled >"$scratch/rows-$1"; }
count_documents() { # FORMATS
    for accounts in 5 15; do
        count "$1" $accounts 1 31 shuffled --slots 1 --one-page >"$scratch/$1-$accounts"
    done
}

# Two at a time, the long ones beside the others.
(count_rows 8 && count_documents pdf) &
others=$!
count_rows 4
count_documents csv
count_documents xlsx
wait $others

more() { # COUNT LESS_COUNT: what the second has less of
    echo $(($(<"$scratch/$1") - $(<"$scratch/$2")))
}

status=0
judge() { # WHAT BUDGET INSTRUCTIONS
    if ! grep -qw avx2 /proc/cpuinfo; then
        echo "$3 instructions $1 (no AVX2 here: the budget of $2 is not for this machine)"
    else
        echo "$3 instructions $1, budget $2"
        [ "$3" -le "$2" ] || status=1
    fi
}
accounts=$(more csv-15 csv-5)
judge 'a row' 700 $(($(more rows-8 rows-4) / (4 * 20 * 5 * 288)))
judge 'a PDF' 7920000 $((($(more pdf-15 pdf-5) - accounts) / 10))
judge 'a workbook' 31600000 $((($(more xlsx-15 xlsx-5) - accounts) / 10))
exit $status
