#!/usr/bin/env bash
# Killed, or failing, at each file-changing call of publish/ during `close`: afterwards the sealed
# month is absent or whole, and a second close completes (R13; tests/fault/run.sh does the same for
# `run`).
#
#   tests/closing/fault.sh [BUILD] [MOST]     at most so many calls of each name (default 2);
#                                             MOST 1000: all of them, for make soak
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build} most=${2:-2}
${MAKE:-make} --no-print-directory -j2 BUILD="$build/faults" EXTRA_CFLAGS=-DLIVEBILL_FAULTS \
    "$build/faults/livebill" || exit 1
program=$(realpath "$build/faults/livebill")
work=$(mktemp -d "${TMPDIR:-/tmp}/livebill-closing-XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
book=$work/book
checks=0 failures=0

fail() {
    echo "FAILED: $*" >&2
    sed 's/^/    /' "$work/errors" | head -5 >&2
    failures=$((failures + 1))
}

# One account of tests/closing/book, one month of usage.
prepare() {
    mkdir -p "$book/ledger"
    cp tests/closing/book/livebill.ini "$book/"
    printf 'account_id,name\npacks,Packs Ltd\n' >"$book/accounts.csv"
    grep -E '^entry_id|,packs,' tests/closing/book/ledger/packs.csv >"$book/ledger/packs.csv"
    PYTHONDONTWRITEBYTECODE=1 python3 tests/closing/make_usage.py "$book"
    rm "$book"/usage/2024-0[23]-*
    sed -i '/,packs,/!{/^time,/!d}' "$book"/usage/*.csv
}

close_it() { "$program" close -C "$book" --period 2024-01 --quiet >"$work/output" 2>"$work/errors"; }

whole() {
    (cd "$book/closed/2024-01" && sha256sum -c --quiet SHA256SUMS >/dev/null 2>&1 \
        && test -s run.json && test -s book/inputs.json && test -z "$(find . -perm /222)")
}

check_after() { # label
    checks=$((checks + 1))
    test ! -e "$book/closed/2024-01" || whole || fail "$1: closed/2024-01 is not whole"
    close_it || fail "$1: the second close ends with $?"
    whole || fail "$1: the second close is not whole"
    test -z "$(find "$book/closed" -name '.livebill*')" || fail "$1: the second close leaves files"
    chmod -R u+w "$book/closed"
    rm -rf "$book/closed"
}

each_call() { # call
    local n=1 status
    while test $n -le "$most"; do
        LIVEBILL_FAULT=$1:$n close_it
        status=$?
        test $status = 0 || test $status = 5 || fail "$1 $n fails: status $status"
        test $status = 0 || test -s "$work/errors" || fail "$1 $n fails: no message"
        check_after "$1 $n fails"
        LIVEBILL_FAULT=$1:$n:kill close_it
        status=$?
        check_after "killed before $1 $n"
        test $status = 137 || break # it has no Nth call of that name
        n=$((n + 1))
    done 2>/dev/null
    test $n -gt 1 || test $status = 137 || fail "$1 was never called"
}

prepare
for call in mkdir open write close chmod syncfs fsync rename; do
    each_call $call
done
if test $failures -gt 0; then
    echo "closing faults: $failures failures in $checks checks" >&2
    exit 1
fi
echo "closing faults: $checks checks passed"
