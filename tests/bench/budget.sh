#!/usr/bin/env bash
# Instructions per usage row, counted by callgrind, held to a budget: a slower way through the hot
# path shows on a noisy machine, too.
#
#     tests/bench/budget.sh GENERATE_USAGE PROGRAM      prints the count; fails above the budget
#
# Two runs of `run --formats csv --jobs 1` over 4 and 8 days of 100 resources are counted; their
# difference over the rows between leaves out starting and publishing. libcrypto is left out too:
# callgrind's processor has no SHA instructions, and counts fifty times what a real one does. It
# has AVX2 where the machine has; without it the count is printed and not judged.
set -eu
generate=$(realpath "$1") program=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() { # DAYS
    local folder=$scratch/$1 report=$scratch/report-$1
    "$generate" "$folder" 20 5 "$1" shuffled
    valgrind --tool=callgrind --callgrind-out-file="$report" "$program" run -C "$folder" \
        --period 2024-05 --formats csv --jobs 1 >/dev/null 2>"$scratch/messages" \
        || { tail -n 5 "$scratch/messages" >&2; exit 1; }
    callgrind_annotate --show=Ir --threshold=100 "$report" | awk '
        { gsub(/,/, "", $1) }
        /PROGRAM TOTALS/ { total = $1 }
        /libcrypto/ { other += $1 }
        END { print total - other }'
}

few=$(count 4) many=$(count 8)
rows=$((4 * 20 * 5 * 288))
each=$(((many - few) / rows))
if ! grep -qw avx2 /proc/cpuinfo; then
    echo "$each instructions a row (portable scan): the budget is for AVX2, nothing is judged"
    exit 0
fi
budget=700
echo "$each instructions a row (AVX2 scan, SHA-256 left out), budget $budget"
[ "$each" -le "$budget" ]
