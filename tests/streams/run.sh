#!/bin/bash
# Where results cannot be written, a command that only shows them fails (exit 5); what was published
# stands. A closed stream never lends its place to a file.
#
#     tests/streams/run.sh PROGRAM
set -u
program=$(realpath "${1:?usage: tests/streams/run.sh PROGRAM}")
work=$(mktemp -d)
book=$work/book
trap 'rm -rf "$work"' EXIT
failures=0

expect() { # STATUS WHERE ARGUMENTS...
    local wanted=$1 where=$2 status
    shift 2
    case $where in
    full) "$program" "$@" >/dev/full 2>"$work/errors" ;;
    closed) "$program" "$@" >&- 2>"$work/errors" ;;
    silent) "$program" "$@" <&- >&- 2>&- ;;
    *) "$program" "$@" >"$work/output" 2>"$work/errors" ;;
    esac
    status=$?
    [ "$status" = "$wanted" ] && return
    echo "$*, standard output $where: exit $status, not $wanted"
    failures=$((failures + 1))
}

expect 0 full init "$book"
for where in full closed; do
    expect 5 $where --version
    expect 5 $where --help
    expect 5 $where run --help
    expect 5 $where help --man
    expect 5 $where check -C "$book" --catalog
    expect 5 $where check -C "$book" --period 2024-05
    expect 5 $where quote --item standard.traffic --region mainland --quantity 1
    expect 5 $where explain -C "$book" --period 2024-05 --account 100000000001
done
echo stray >"$book/usage/notes.txt" # a warning, which must not go into a file
for where in full closed silent; do
    expect 0 $where run -C "$book" --period 2024-05
    expect 0 open verify "$book/out/2024-05"
done
expect 5 full verify "$book/out/2024-05"
exit $((failures > 0))
