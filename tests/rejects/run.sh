#!/bin/bash
# Bad input beside the exact messages it must give: tests/rejects/run.sh BINARY [NAME...]
#
# A case is a folder that is laid over base/:
#   expected              what must stand on stderr, line by line (BOOK is the book's folder)
#   expected_rejects.csv  where rows are rejected: what --allow-rejects must publish, with exit 4
#   status                the exit status, where it is not 3
#   options               more options for `run`
#   remove                files of base/ that the case does without
#   make                  shell commands that make a file which is too large to be kept here
# Each day without a usage file gets one that holds a header alone. Afterwards the codes of
# formats.md §6 without a case are listed; one is a failure. With UPDATE=1 what the program says
# becomes what is expected: read the difference before you keep it.
set -u
cd "$(dirname "$0")" || exit 2
binary=${1:?usage: tests/rejects/run.sh BINARY [NAME...]}
case $binary in /*) ;; *) binary=$OLDPWD/$binary ;; esac
shift
here=$PWD
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
failures=0

say() { # CASE WHAT
    printf '%s: %s\n' "$1" "$2"
    failures=$((failures + 1))
}

make_book() { # CASE BOOK
    local day file
    cp -r base "$2"
    (cd "$1" && find . -type f ! -name 'expected*' ! -name status ! -name options ! -name remove \
        ! -name make -exec cp --parents {} "$2" \;)
    if [ -f "$1/remove" ]; then (cd "$2" && xargs rm -f) <"$1/remove"; fi
    if [ -f "$1/make" ]; then (cd "$2" && sh "$here/$1/make"); fi
    mkdir -p "$2/usage"
    for day in $(seq -f '2024-05-%02g' 1 31); do
        file=$2/usage/$day.csv
        [ -f "$file" ] || [ -f "$file.gz" ] \
            || echo 'time,account_id,meter,region,quantity,unit,resource,app_id,spec' >"$file"
    done
}

compare() { # CASE EXPECTED ACTUAL
    if [ -n "${UPDATE:-}" ]; then
        cp "$3" "$2"
    elif ! diff -u "$2" "$3"; then
        say "$1" "$2 differs"
    fi
}

check_strict() { # CASE BOOK OPTIONS...
    local name=$1 book=$2 wanted=3 status
    shift 2
    [ -f "$name/status" ] && wanted=$(cat "$name/status")
    "$binary" run -C "$book" --period 2024-05 --formats csv --quiet "$@" 2>"$scratch/stderr"
    status=$?
    sed -i "s|$book|BOOK|g" "$scratch/stderr"
    [ "$status" = "$wanted" ] || say "$name" "exit $status, not $wanted"
    compare "$name" "$name/expected" "$scratch/stderr"
    if [ "$wanted" != 0 ] && [ -n "$(ls -A "$book/out" 2>/dev/null)" ]; then
        say "$name" "something was published"
    fi
}

# Errors publish nothing with --allow-rejects either; rejected rows alone do.
check_allowed() { # CASE BOOK OPTIONS...
    local name=$1 book=$2 wanted=3 status list=$2/out/2024-05/rejects.csv
    shift 2
    [ -f "$name/expected_rejects.csv" ] && wanted=4
    "$binary" run -C "$book" --period 2024-05 --formats csv --quiet --allow-rejects "$@" \
        2>/dev/null
    status=$?
    if [ -n "${UPDATE:-}" ] && [ "$status" = 4 ]; then wanted=4; fi
    [ "$status" = "$wanted" ] || say "$name" "exit $status with --allow-rejects, not $wanted"
    if [ "$wanted" = 4 ]; then
        compare "$name" "$name/expected_rejects.csv" "$list"
    fi
}

names=$*
for name in ${names:-*/}; do
    name=${name%/}
    [ "$name" = base ] && continue
    options=()
    [ -f "$name/options" ] && read -ra options <"$name/options"
    make_book "$name" "$scratch/book"
    check_strict "$name" "$scratch/book" "${options[@]}"
    [ -f "$name/status" ] || check_allowed "$name" "$scratch/book" "${options[@]}"
    rm -rf "$scratch/book"
done

codes='bad-field-count bad-encoding bad-number bad-time bad-identifier bad-unit bad-value
missing-value unknown-account unknown-meter unknown-region wrong-day off-grid conflict
duplicate-account duplicate-entry second-election appid-bound banned grant-refused
unknown-reference unknown-pack unknown-item not-sold closed-account'
for code in $codes; do
    grep -q ",$code," ./*/expected_rejects.csv 2>/dev/null || say "$code" "no case has this code"
done
if [ "$failures" -gt 0 ]; then
    echo "$failures failures"
    exit 1
fi
echo "$(find . -mindepth 2 -name expected | wc -l) bad books gave the messages that they must give"
