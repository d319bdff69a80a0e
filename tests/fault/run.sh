#!/bin/bash
# Whatever fails while a run publishes, what stands in out/ is the old or the new, whole; and the
# next run leaves nothing of the failed one behind (design.md, "Publishing").
#
#   tests/fault/run.sh [BUILD]      builds BUILD/faults/livebill, in which calls can be made to fail
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build}
${MAKE:-make} --no-print-directory -j2 BUILD="$build/faults" EXTRA_CFLAGS=-DLIVEBILL_FAULTS \
    "$build/faults/livebill" || exit 1
program=$(realpath "$build/faults/livebill")
work=$(mktemp -d "${TMPDIR:-/tmp}/livebill-fault-XXXXXX")
book=$work/book
failures=0
checks=0
mounted=
trap 'test -z "$mounted" || umount "$mounted"; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    sed 's/^/    /' "$work/errors" >&2
    failures=$((failures + 1))
}

run() { # arguments of run; status in $status
    "$program" run -C "$book" --period 2024-05 --quiet "$@" >"$work/output" 2>"$work/errors"
    status=$?
}

# One line a file with its hash: what a folder is, run.json apart (it tells the time).
picture() {
    (cd "$1" 2>/dev/null && find . ! -name run.json -type f -print0 | LC_ALL=C sort -z \
        | xargs -0 -r sha256sum) | sha256sum
}

whole() { # folder: its sums hold and nothing is missing
    (cd "$1" && sha256sum -c --quiet SHA256SUMS >/dev/null 2>&1 && test -s run.json)
}

leftovers() { find "$book/out" -name '.livebill*' 2>/dev/null; }

# The old and the new differ in every invoice number.
old_book() { sed -i 's/^prefix = .*/prefix = OLD/' "$book/livebill.ini"; }
new_book() { sed -i 's/^prefix = .*/prefix = NEW/' "$book/livebill.ini"; }

put_back() {
    rm -rf "$book/out"
    cp -a "$work/old-out" "$book/out"
}

check_old_or_new() { # label, expected: old, new or either
    local now
    checks=$((checks + 1))
    now=$(picture "$book/out/2024-05")
    whole "$book/out/2024-05" || fail "$1: the folder in place is not whole"
    case $2:$now in
    old:"$old" | new:"$new" | either:"$old" | either:"$new") ;;
    *) fail "$1: expected the $2 folder" ;;
    esac
}

check_next_run() { # label
    run --formats "$formats"
    test "$status" = 0 || fail "$1: the next run ends with $status"
    check_old_or_new "$1, the next run" new
    test -z "$(leftovers)" || fail "$1: the next run leaves $(leftovers)"
}

prepare() {
    "$program" init "$book" >/dev/null || exit 1
    old_book
    run --formats "$formats"
    test "$status" = 0 || { cat "$work/errors" >&2; echo "the book does not bill: $status" >&2; exit 1; }
    old=$(picture "$book/out/2024-05")
    cp -a "$book/out" "$work/old-out"
    new_book
    run --formats "$formats"
    new=$(picture "$book/out/2024-05")
    test "$old" != "$new" || { echo "the two books give the same" >&2; exit 1; }
}

# Every call fails once, and the process is killed before every call once.
each_call() { # call
    local n=1
    while test $n -le 60; do
        put_back
        export LIVEBILL_FAULT=$1:$n
        run --formats "$formats"
        unset LIVEBILL_FAULT
        case $status in
        0) check_old_or_new "$1 $n fails" new ;;
        5) check_old_or_new "$1 $n fails" old
           test -s "$work/errors" || fail "$1 $n fails: no message" ;;
        *) fail "$1 $n fails: status $status" ;;
        esac
        check_next_run "$1 $n fails"

        put_back
        LIVEBILL_FAULT=$1:$n:kill "$program" run -C "$book" --period 2024-05 --quiet \
            --formats "$formats" >"$work/output" 2>"$work/errors"
        status=$?
        test $status = 137 || break # it has no Nth call of that name
        check_old_or_new "killed before $1 $n" either
        check_next_run "killed before $1 $n"
        n=$((n + 1))
    done 2>/dev/null
    test $n -gt 1 || fail "$1 was never called"
}

first_run_fails() {
    rm -rf "$book/out"
    LIVEBILL_FAULT=rename:1 "$program" run -C "$book" --period 2024-05 --quiet --formats csv \
        >"$work/output" 2>"$work/errors"
    status=$?
    checks=$((checks + 1))
    test $status = 5 || fail "a first run that cannot rename: status $status"
    # The abandoned folder goes too: its own renaming is the second.
    test ! -e "$book/out" || fail "a first run that fails leaves out/: $(ls -A "$book/out")"
    put_back
}

no_exchange() {
    put_back
    LIVEBILL_FAULT=exchange:1 "$program" run -C "$book" --period 2024-05 --quiet --formats csv \
        >"$work/output" 2>"$work/errors"
    status=$?
    test $status = 5 || fail "no exchange: status $status"
    grep -q 'cannot exchange two folders' "$work/errors" || fail "no exchange: the message"
    check_old_or_new "no exchange" old
    test -z "$(leftovers)" || fail "no exchange leaves $(leftovers)"
}

file_too_large() {
    put_back
    (ulimit -f 4; run; exit $status)
    status=$?
    test $status = 5 || fail "a limit on the size of files: status $status"
    test -s "$work/errors" || fail "a limit on the size of files: no message"
    check_old_or_new "a limit on the size of files" old
    test -z "$(leftovers)" || fail "a limit on the size of files leaves $(leftovers)"
}

full_disk() {
    local disk=$work/disk size
    mkdir "$disk"
    mount -t tmpfs -o size=1m tmpfs "$disk" 2>/dev/null || { echo "no tmpfs here: full disk by ulimit only"; return; }
    mounted=$disk
    for size in 32k 96k 128k; do
        mount -o remount,size=1m "$disk"
        find "$disk" -mindepth 1 -delete
        mount -o remount,size=$size "$disk"
        run --out "$disk/out"
        checks=$((checks + 1))
        test $status = 5 || test $status = 0 || fail "a disk of $size: status $status"
        test $status = 0 || test ! -e "$disk/out" || fail "a disk of $size leaves $(ls -A "$disk/out")"
        test $status = 5 || whole "$disk/out/2024-05" || fail "a disk of $size: not whole"
        full="${full:-}$status "
    done
    case $full in *5*) ;; *) fail "no disk was too small: $full" ;; esac
    umount "$disk"
    mounted=
}

killed_at_any_time() {
    local i
    for i in $(seq 1 12); do
        put_back
        "$program" run -C "$book" --period 2024-05 --quiet >/dev/null 2>&1 &
        sleep "0.$(printf '%03d' $((i * i * 2)))"
        kill -9 $! 2>/dev/null
        wait $! 2>/dev/null
        checks=$((checks + 1))
        whole "$book/out/2024-05" || fail "killed in run $i: not whole"
    done
    formats=$1
    run --formats "$formats"
    check_old_or_new "after kills" new
    test -z "$(leftovers)" || fail "kills leave $(leftovers)"
}

interrupted() { # signal
    local i hits=0
    set -m # else jobs in the background ignore SIGINT
    for i in $(seq 1 12); do
        put_back
        "$program" run -C "$book" --period 2024-05 --quiet >/dev/null 2>"$work/errors" &
        sleep "0.$(printf '%03d' $((i * i * 2)))"
        kill "-$1" $! 2>/dev/null
        wait $! 2>/dev/null
        status=$?
        checks=$((checks + 1))
        test $status -gt 128 && hits=$((hits + 1))
        test $status = 0 || test $status -gt 128 || fail "SIG$1 in run $i: status $status"
        test ! -s "$work/errors" || fail "SIG$1 in run $i: a message"
        whole "$book/out/2024-05" || fail "SIG$1 in run $i: not whole"
        test -z "$(leftovers)" || fail "SIG$1 in run $i leaves $(leftovers)"
    done
    set +m
    test $hits -gt 0 || fail "SIG$1 never came in time"
}

# A ledger that a link leads to is not left out in silence where the link leads nowhere.
link_to_nowhere() {
    local link
    for link in ledger/payments.csv elections.csv catalog; do
        ln -s "$work/nowhere" "$book/$link"
        run --formats csv
        checks=$((checks + 1))
        test $status = 5 || fail "$link leads nowhere: status $status"
        rm "$book/$link"
    done
}

# Nobody may ever write into it: a cron job would wait for good.
pipe_for_a_file() {
    local file
    for file in ledger/payments.csv accounts.csv livebill.ini; do
        mv "$book/$file" "$work/kept" 2>/dev/null
        mkfifo "$book/$file"
        timeout 10 "$program" run -C "$book" --period 2024-05 --quiet >"$work/output" 2>"$work/errors"
        status=$?
        checks=$((checks + 1))
        test $status = 5 || fail "$file is a pipe: status $status"
        rm "$book/$file"
        mv "$work/kept" "$book/$file" 2>/dev/null
    done
}

two_at_once() {
    put_back
    flock "$book/out/.livebill.lock" sleep 3 &
    sleep 0.3
    run --formats csv
    checks=$((checks + 1))
    test $status = 6 || fail "two at once: status $status"
    grep -q 'holds the lock' "$work/errors" || fail "two at once: the message"
    kill $! 2>/dev/null
    wait $! 2>/dev/null
    put_back
    run --formats csv
    test $status = 0 || fail "after the lock: status $status"
}

formats=csv
prepare
for call in mkdir open write close syncfs fsync rename exchange unlink rmdir; do
    test $call = rename && continue # only where nothing stands there: first_run_fails
    each_call $call
done
first_run_fails
link_to_nowhere
pipe_for_a_file
no_exchange
two_at_once
file_too_large
full_disk
killed_at_any_time csv
interrupted INT
interrupted TERM
if test $failures -gt 0; then
    echo "fault tests: $failures of $checks failed" >&2
    exit 1
fi
echo "fault tests: $checks checks passed"
