#!/usr/bin/env bash
# The long form of run.sh: what pdf.js copies from the sample's invoices, and what a scanner reads
# from their codes. Installs pdfjs-dist below BUILD (npm) and zbar-tools.
#
#     tests/pictures/readers.sh BUILD
set -eu
build=$(realpath "$1")
here=$(realpath tests/pictures)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in zbar-tools nodejs npm; do
    case $package in zbar-tools) tool=zbarimg ;; nodejs) tool=node ;; *) tool=npm ;; esac
    command -v $tool >/dev/null || apt-get install -y -qq --no-install-recommends $package >/dev/null
done
mkdir -p "$build/bench/peers"
[ -d "$build/bench/peers/node_modules/pdfjs-dist" ] ||
    npm install --silent --prefix "$build/bench/peers" pdfjs-dist@4.10.38 >/dev/null
"$build/livebill" run -C samples/may-2024 --period 2024-05 --formats pdf --quiet --out "$work/out"
run=$work/out/2024-05
failed=0
(cd "$build/bench/peers" && "$here/names_and_totals.py" --pdfjs "$here/pdfjs_text.mjs" \
    "$OLDPWD/samples/may-2024/accounts.csv" "$run") || failed=1

# LB1 NUMBER CURRENCY TOTAL HASH, on the last page.
while IFS=, read -r number currency total account; do
    invoice=$run/accounts/$account/invoice.pdf
    last=$(pdfinfo "$invoice" | awk '/^Pages:/ { print $2 }')
    pdftoppm -q -r 150 -png -singlefile -f "$last" -l "$last" "$invoice" "$work/page"
    told=$(zbarimg -q --raw "$work/page.png" 2>/dev/null) || true
    case $told in
    "LB1 $number $currency $total "????????????????) ;;
    *)
        echo "$account: the code reads '$told'"
        failed=1
        ;;
    esac
done < <(awk -F, 'NR > 1 { print $3 "," $4 "," $10 "," $2 }' "$run/invoices.csv")
[ $failed = 0 ] && echo "pdf.js and a scanner read every invoice"
exit $failed
