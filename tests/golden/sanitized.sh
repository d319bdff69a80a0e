#!/usr/bin/env bash
# The sample month with its documents, by a program built with sanitizers: it must say nothing.
#
#     tests/golden/sanitized.sh PROGRAM [OPTION ...]
set -eu
program=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
status=0
"$program" run -C samples/may-2024 --period 2024-05 --quiet --out "$out" "$@" 2>"$out/messages" \
    || status=$?
if [ "$status" != 0 ] || [ -s "$out/messages" ]; then
    cat "$out/messages"
    echo "exit status $status"
    exit 1
fi
(cd "$out/2024-05" && sha256sum --quiet -c SHA256SUMS)
for file in invoices lines account-postings packs licences notices totals; do
    cmp "tests/golden/may-2024/$file.csv" "$out/2024-05/$file.csv"
done
