#!/usr/bin/env bash
# What a person would see on the invoices: no character is printed as nothing, the files are sound,
# copied text says who must pay what, and a page of Chinese is small. First the test proves itself on
# a page with lost glyphs. A broken template stops a run before anything is written.
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

# One page of Chinese, 40 KB at most.
for document in "${documents[@]}"; do
    size=$(stat -c %s "$document")
    [ "$size" -le 40000 ] || ! pdfinfo "$document" | grep -q '^Pages: *1$' ||
        complain "$document: one page takes $size bytes"
done

# The name and the total that the tables have, in the text of the page: in poppler's words and MuPDF's.
$here/names_and_totals.py samples/may-2024/accounts.csv "$work/out/2024-05" || failed=1
# Templates stand beside the folder of the program.
broken() { # broken FILE FROM TO MESSAGE
    rm -rf "$work/beside"
    mkdir -p "$work/beside/build"
    cp "$build/livebill" "$work/beside/build"
    cp -r templates "$work/beside"
    sed -i "s/$2/$3/" "$work/beside/templates/$1"
    local line status=0
    line=$(grep -n -m1 "^$3" "$work/beside/templates/$1" | cut -d: -f1)
    "$work/beside/build/livebill" run -C samples/may-2024 --period 2024-05 --quiet \
        --out "$work/beside/out" 2>"$work/messages" || status=$?
    [ $status = 3 ] || complain "a broken $1: exit status $status, not 3"
    grep -q "$1:$line: $4" "$work/messages" || {
        complain "a broken $1 must be told with line $line: $4"
        cat "$work/messages"
    }
    [ -z "$(ls -A "$work/beside/out" 2>/dev/null)" ] || complain "a broken $1: something was written"
}
broken invoice/standard.ini 'accent = #0B6779' 'accent = teal' "accent: 'teal' is not a colour"
broken text/zh-CN.ini 'page = .*' 'page = 第 {p} 页' 'page'

echo "${#documents[@]} documents looked at"
exit $failed
