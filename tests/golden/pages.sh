#!/usr/bin/env bash
# Pictures of the sample's pages against the golden ones, with a small tolerance. A page that changed
# is kept beside a picture of what changed, and both are named.
#
#     tests/golden/pages.sh ACCOUNTS KEPT [--write]
#
# ACCOUNTS: the folder accounts/ of a run of the sample; KEPT: where changed pages are put.
set -eu
accounts=$1
kept=$2
write=${3:-}
golden=tests/golden/may-2024/pages
# Chinese with every section; rare hanzi; arrears; English in USD; quotes in every field.
shown="100001234567 100002000031 100002000064 200000417733 200000417744"
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
for account in $shown; do
    pdftoppm -q -r 72 -png "$accounts/$account/invoice.pdf" "$pages/$account"
done

if [ "$write" = --write ]; then
    rm -rf "$golden"
    mkdir -p "$golden"
    cp "$pages"/*.png "$golden"
    exit 0
fi

# The test of the test: two pages that are not the same.
compare=tests/golden/compare_pages.py
if $compare "$golden/100001234567-1.png" "$golden/100002000031-1.png" >/dev/null; then
    echo "$compare finds two different pages the same: it proves nothing"
    exit 1
fi

failed=0
rm -rf "$kept"
for page in $(cd "$pages" && ls) $(cd "$golden" && ls); do
    cmp -s "$golden/$page" "$pages/$page" && continue
    [ -e "$kept/$page" ] && continue
    if [ ! -e "$pages/$page" ]; then
        echo "$golden/$page: there is no such page any more"
        failed=1
        continue
    fi
    mkdir -p "$kept"
    if [ ! -e "$golden/$page" ]; then
        echo "$kept/$page is a page without a golden one"
    elif difference=$($compare "$golden/$page" "$pages/$page" "$kept/${page%.png}-difference.png"); then
        continue
    else
        echo "$golden/$page differs from $kept/$page: $difference; in red: $kept/${page%.png}-difference.png"
    fi
    cp "$pages/$page" "$kept/$page"
    failed=1
done
[ $failed = 0 ] || echo "make golden writes the pages anew, on purpose"
exit $failed
