#!/usr/bin/env bash
# The sample month against its golden files: CSV rows, the hash of the details, text and pictures of
# pages. Changed pages are kept beside the program, in check/pages/.
#
#     tests/golden/run.sh PROGRAM            compare
#     tests/golden/run.sh PROGRAM --write    write the golden files anew (make golden)
set -eu
program=$1
write=${2:-}
golden=tests/golden/may-2024
tables="invoices lines account-postings packs licences notices totals review rejects"
texts="100001234567 200000417733"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$program" run -C samples/may-2024 --period 2024-05 --quiet --out "$out"
made=$out/2024-05
(cd "$made" && sha256sum --quiet -c SHA256SUMS)

for table in $tables; do cp "$made/$table.csv" "$out/"; done
sha256sum <"$made/details.csv" | cut -d' ' -f1 >"$out/details.sha256"
sed -n 's/.*"file": "\(.*\)",*/\1/p' "$made/run.json" | grep -v '^usage/' >"$out/inputs"
for account in $texts; do
    pdftotext -layout "$made/accounts/$account/invoice.pdf" "$out/$account.txt"
done

failed=0
for file in $(cd "$out" && ls -p | grep -v /); do
    if [ "$write" = --write ]; then
        mkdir -p "$golden"
        cp "$out/$file" "$golden/$file"
    elif ! diff -u "$golden/$file" "$out/$file" >"$out/diff"; then
        echo "$golden/$file differs (make golden writes it anew, on purpose):"
        head -n 20 "$out/diff"
        failed=1
    fi
done
tests/golden/pages.sh "$made/accounts" "$(dirname "$program")/check/pages" $write || failed=1
exit $failed
