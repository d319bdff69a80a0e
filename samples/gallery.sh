#!/usr/bin/env bash
# The pictures of the README, made of the sample month: `make gallery`.
#
#     samples/gallery.sh PROGRAM
#
# Needs poppler-utils, and LibreOffice for the sheet. fonts-wqy-microhei stands in for the typeface
# that the sheet names.
set -eu
program=$1
gallery=samples/gallery
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" run -C samples/may-2024 --period 2024-05 --quiet --out "$work/out"
accounts=$work/out/2024-05/accounts

picture() { # picture DPI FILE.pdf PAGE NAME
    pdftoppm -q -r "$1" -png -singlefile -f "$3" -l "$3" "$2" "$work/$4"
    cp "$work/$4.png" "$gallery/$4.png"
}

mkdir -p "$gallery"
picture 88 "$accounts/100001234567/invoice.pdf" 1 invoice-zh
picture 88 "$accounts/200000417733/invoice.pdf" 1 invoice-en
cat >"$work/fonts.conf" <<'END'
<?xml version="1.0"?>
<fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern">
<edit name="family" mode="prepend" binding="strong"><string>WenQuanYi Micro Hei</string></edit>
</match>
</fontconfig>
END
cp "$accounts/100001234567/statement.xlsx" "$work/"
FONTCONFIG_FILE=$work/fonts.conf soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf \
    --outdir "$work" "$work/statement.xlsx" >/dev/null 2>&1
picture 88 "$work/statement.pdf" 1 statement-zh
ls -l "$gallery"
