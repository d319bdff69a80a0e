#!/usr/bin/env bash
# Every statement of the sample and the specimens (one with LINES × 34 detail rows), recalculated by
# LibreOffice in one call: each formula must come to the value that the program wrote beside it.
#
#     tests/sheets/run.sh BUILD [LINES]      60: about 2,100 detail rows; 3300: about 102,500
set -eu
build=$1
lines=${2:-60}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/livebill" run -C samples/may-2024 --period 2024-05 --formats xlsx --quiet --out "$work/out"
for statement in "$work"/out/2024-05/accounts/*/statement.xlsx; do
    mv "$statement" "$work/$(basename "$(dirname "$statement")").xlsx"
done
rm -rf "$work/out"
mkdir "$work/specimens"
"$build/tests/unit/render/test_xlsx" --write "$work/specimens" "$lines"
tests/sheets/recalculate.py "$work"/*.xlsx "$work"/specimens/*.xlsx
