#!/usr/bin/env bash
# Peak memory of reading usage, held to what the README states: so many bytes for each resource of a
# day at hand, of which a job has two, and nothing for days and rows.
#
#     tests/bench/memory.sh GENERATE_USAGE MEASURE PROGRAM      prints both; fails above a bound
set -eu
generate=$(realpath "$1") measure=$(realpath "$2") program=$(realpath "$3")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jobs=2 days_at_hand=4 bytes_each=4000 growth=5

peak() { # RESOURCES DAYS: bytes
    local folder=$scratch/$1-$2
    "$generate" "$folder" 100 "$1" "$2" shuffled --slots 72
    "$measure" "$scratch/measured" "$program" run -C "$folder" --period 2024-05 --formats csv \
        --jobs $jobs --quiet 2>"$scratch/messages"
    local figures
    read -r -a figures <"$scratch/measured"
    [ "${figures[3]}" = 0 ] || { tail -n 5 "$scratch/messages" >&2; exit 1; }
    echo "${figures[2]}"
}

one=$(peak 1 8) twenty=$(peak 20 8) longer=$(peak 20 24)
each=$(((twenty - one) / (100 * 19 * days_at_hand)))
more=$(((longer - twenty) * 100 / twenty))
echo "$each bytes a resource of a day at hand, bound $bytes_each"
echo "$more % more for three times the days and rows, bound $growth %"
[ "$each" -le $bytes_each ] && [ "$more" -le $growth ]
