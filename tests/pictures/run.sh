#!/usr/bin/env bash
# What a person would see on the invoices: no character is printed as nothing, the files are sound,
# and copied text says who must pay what. First the test proves itself on a page with lost glyphs.
#
#     tests/pictures/run.sh BUILD
set -eu
build=$1
here=tests/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${MAKE:-make}" --no-print-directory BUILD="$build" \
    "$build/$here/specimen" "$build/$here/libharu_truetype"
failed=0

complain() {
    echo "$@"
    failed=1
}

# 播流程客 are blank there, although pdftotext prints them.
"$build/$here/libharu_truetype" "$work/lost.pdf"
pdftotext "$work/lost.pdf" - | grep -q 本月播流程客账单 ||
    complain 'lost.pdf: the page with lost glyphs must hold them as text'
status=0
$here/blank_cells.py "$work/lost.pdf" 2>"$work/lost" || status=$?
[ $status = 1 ] && grep -q "'播' (U+64AD) is blank" "$work/lost" ||
    complain 'blank_cells.py finds nothing on a page with lost glyphs: it proves nothing'

mkdir "$work/specimens"
"$build/$here/specimen" templates "$work/specimens"
"$build/livebill" run -C samples/may-2024 --period 2024-05 --formats pdf,csv --quiet --out "$work/out"
accounts=$work/out/2024-05/accounts
documents=("$work"/specimens/*.pdf "$accounts"/*/invoice.pdf)

printf '%s\0' "${documents[@]}" | xargs -0 -P "$(nproc)" -n 8 $here/blank_cells.py ||
    complain 'characters are blank'
for document in "${documents[@]}"; do
    qpdf --check "$document" >"$work/qpdf" 2>&1 || {
        complain "$document: qpdf --check"
        cat "$work/qpdf"
    }
done

# The name and the total that the tables have, in the text of the page: in poppler's words and MuPDF's.
$here/names_and_totals.py samples/may-2024/accounts.csv "$work/out/2024-05" || failed=1
echo "${#documents[@]} documents looked at"
exit $failed
