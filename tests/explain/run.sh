#!/usr/bin/env bash
# verify, diff and explain as a user sees them: on the sample's output, on outputs with one thing
# broken each, and on outputs of books with one thing changed each.
#
#     tests/explain/run.sh PROGRAM

set -u
program=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
sample=samples/may-2024
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "FAILED $1"
    [ -s "$work/said" ] && sed 's/^/    /' "$work/said"
}

bill() { # BOOK OUT
    "$program" run -C "$1" --period 2024-05 --formats csv --out "$2" --quiet >"$work/said" 2>&1 || fail "run $1"
}

# expect NAME STATUS PATTERN... -- COMMAND: the status, and each pattern in what was said.
expect() {
    local name=$1 status=$2 patterns=()
    shift 2
    while [ "$1" != -- ]; do
        patterns+=("$1")
        shift
    done
    shift
    "$@" >"$work/said" 2>&1
    local got=$?
    if [ $got -ne "$status" ]; then
        fail "$name: exit $got, not $status"
        return
    fi
    for pattern in "${patterns[@]}"; do
        if ! grep -qE -- "$pattern" "$work/said"; then
            fail "$name: nothing like '$pattern'"
            return
        fi
    done
    ok
}

# broken NAME PATTERN FILE SED-SCRIPT [sums]: verify finds it; `sums`: SHA256SUMS is made again first.
broken() {
    rm -rf "$work/broken"
    cp -r "$work/good" "$work/broken"
    local folder=$work/broken/2024-05
    sed -i "$4" "$folder/$3"
    if [ "${5:-}" = sums ]; then
        (cd "$folder" && find . -type f ! -name SHA256SUMS ! -name run.json -printf '%P\n' | LC_ALL=C sort |
            xargs sha256sum >SHA256SUMS)
    fi
    expect "verify: $1" 1 "$2" -- "$program" verify "$folder"
}

bill $sample "$work/good"
good=$work/good/2024-05

expect 'verify: as written' 0 'is whole and adds up: 10 files' -- "$program" verify "$good"
expect 'verify: no output folder' 3 'is not an output folder' -- "$program" verify "$work"
expect 'verify: no folder' 3 'is not an output folder' -- "$program" verify "$work/nothing"
expect 'verify: no DIR' 2 'DIR is missing' -- "$program" verify
expect 'json, though the option comes too late' 2 '^\{"severity":"usage".*is not a month' \
    -- "$program" run --period x --log-format json
expect 'json of no command' 2 '^\{"severity":"usage".*no command' -- "$program" rerun --log-format=json
expect 'verify: two' 2 'one DIR too many' -- "$program" verify "$good" "$good"

broken 'a byte of notices' 'notices.csv: the SHA-256 is not that of SHA256SUMS:' notices.csv '2s/05/06/'
broken 'a hash' 'lines.csv: the SHA-256' SHA256SUMS '/ lines.csv/s/^..../0000/'
broken 'a line of SHA256SUMS' 'SHA256SUMS:3: the line is not' SHA256SUMS '3s/^/x/'
broken 'a file that is not listed' 'packs.csv: SHA256SUMS does not list the file' SHA256SUMS '/ packs.csv/d'
broken 'a detail' 'lines.csv:[0-9]+: amount: .* details.csv:2-32' details.csv '2s/315.67469030,315.67469030/316.67469030,316.67469030/' sums
broken 'the price of a detail' 'details.csv:2: list_amount: ' details.csv '2s/,0.26,/,0.27,/' sums
broken 'the units of a draw' 'packs.csv:[0-9]+: used: ' details.csv '0,/PK-0520:/s/PK-0520:/PK-0520:1/' sums
broken 'a line' 'invoices.csv:2: subtotal: ' lines.csv '2s/1499.00,CNY/1498.00,CNY/' sums
broken 'a line is gone' 'invoices.csv:2: lines: ' lines.csv 2d sums
broken 'a detail is gone' 'lines.csv:[0-9]+: quantity: ' details.csv 2d sums
broken 'a tax' 'invoices.csv:2: tax: ' invoices.csv '2s/3079.61/3079.60/' sums
broken 'a closing balance' 'invoices.csv:2: closing_balance: ' invoices.csv '2s/18765.44/18765.43/' sums
broken 'a pending sum' 'invoices.csv:2: pending: ' invoices.csv '2s/531.68/531.69/' sums
broken 'a posting' 'account-postings.csv:3: balance: ' account-postings.csv '3s/-1499.00/-1498.00/' sums
broken 'a pack' 'packs.csv:2: closing: ' packs.csv '2s/,10000,0,0,/,10000,0,1,/' sums
broken 'a total' 'totals.csv: subtotal: the rows of CNY prepaid' totals.csv '2s/5899.00/5898.00/g' sums
broken 'a field that is no number' "invoices.csv:2: total: '5x' is not a number" invoices.csv '2s/54406.42,12640/5x,12640/' sums
broken 'a column' "lines.csv:1: .*amount" lines.csv '1s/,amount,/,amounts,/' sums
broken 'the counts of rows' 'run.json: read: .* rows read are not' run.json 's/"billed": /"billed": 1/'
broken 'the count of invoices' 'run.json: invoices: ' run.json 's/"invoices": 18/"invoices": 17/'
broken 'the period' "invoices.csv:2: period: '2024-05' is not the period of run.json" run.json 's/"period": "2024-05"/"period": "2024-06"/'
broken 'documents' 'invoices.csv:2: account_id: the document accounts/.*/invoice.pdf is missing' run.json 's/"formats": "csv"/"formats": "csv,pdf"/'

cp -r "$work/good" "$work/extra"
echo x >"$work/extra/2024-05/extra.txt"
expect 'verify: a file too many' 1 'extra.txt: SHA256SUMS does not list' -- "$program" verify "$work/extra/2024-05"
rm "$work/extra/2024-05/extra.txt" "$work/extra/2024-05/licences.csv"
expect 'verify: a file too few' 1 'licences.csv: the file is missing: SHA256SUMS:' -- "$program" verify "$work/extra/2024-05"
rm "$work/extra/2024-05/SHA256SUMS"
expect 'verify: no SHA256SUMS' 1 'SHA256SUMS: the file is missing' -- "$program" verify "$work/extra/2024-05"

# changed NAME FILE SED-SCRIPT PATTERN...: bills a book with one thing changed, and diff says so.
changed() {
    local name=$1 file=$2 script=$3
    shift 3
    rm -rf "$work/book" "$work/new"
    cp -r $sample "$work/book"
    sed -i "$script" "$work/book/$file"
    bill "$work/book" "$work/new"
    expect "diff: $name" 1 "$@" -- "$program" diff "$good" "$work/new/2024-05"
    [ -d "$work/new" ] || return
    "$program" diff "$good" "$work/new/2024-05" --format json >"$work/diff.json"
    "$program" diff "$good" "$work/new/2024-05" --format csv >"$work/diff.csv"
    if tests/explain/causes.py "$good" "$work/new/2024-05" "$work/diff.json" "$work/diff.csv" >"$work/said" 2>&1; then
        ok
    else
        fail "diff: the causes of $name"
    fi
}

expect 'diff: the same' 0 '^the same$' -- "$program" diff "$good" "$good"
expect 'diff: no folder' 3 'nothing. is not an output folder' -- "$program" diff "$good" "$work/nothing"
expect 'diff: one folder' 2 'NEW is missing' -- "$program" diff "$good"
expect 'diff: three folders' 2 'too many' -- "$program" diff "$good" "$good" "$good"
row=$(grep -n '100002000097,standard.traffic,ap1\|100002000097.*standard.traffic.*ap1' $sample/usage/2024-05-21.csv | head -1 | cut -d: -f1)
changed 'a row of usage' usage/2024-05-21.csv "${row}s/,\([0-9.]*\),MB/,1\1,MB/" \
    '^100002000097: total ' '^    usage \+[0-9.]+(, rounding [-+][0-9.]+)?$'
changed 'a price' catalog/rates+contract.csv '28s/,0\.3,/,0.4,/' '^100002000029: total ' '^    rate \+[0-9.]+(, rounding [-+][0-9.]+)?$'
changed 'a pack' ledger/packs.csv '$aPK-NEW,2024-05-29 08:00:00,100002000053,purchase,traffic-1tb,1,,,' \
    '^100002000053: total ' 'prepaid traffic-1tb PK-NEW: 0.00 -> ' '^    pack -[0-9.]+'
changed 'a discount' accounts.csv '/^100002000097/s/,0\.88,/,0.9,/' '^100002000097: total ' \
    '^    discount \+[0-9.]+(, rounding [-+][0-9.]+)?$'

# explain
at=(-C $sample --period 2024-05 --account 100001234567)
expect 'explain: a line on a day' 0 'line 6 ' 'rates-cny.csv:7' 'usage/2024-05-02.csv: [0-9]+ rows' -- \
    "$program" explain "${at[@]}" --line 6 --day 2024-05-02
expect 'explain: a line without that day' 0 'nothing of this line was charged on 2024-05-03' -- \
    "$program" explain "${at[@]}" --line 9 --day 2024-05-03
expect 'explain: no such line' 3 'has no line 99' -- "$program" explain "${at[@]}" --line 99
expect 'explain: another month' 2 "'2024-06-01' is not in 2024-05" -- "$program" explain "${at[@]}" --day 2024-06-01
expect 'explain: a table' 2 'a tree is no table' -- "$program" explain "${at[@]}" --format csv
expect 'explain: two accounts' 2 'one at a time' -- "$program" explain "${at[@]}" --account 100002000018
expect 'explain: no such account' 3 '7777' -- "$program" explain -C $sample --period 2024-05 --account 7777
expect 'explain: every amount of the sample' 0 '18 invoices' -- tests/explain/walk.py "$program" $sample 2024-05 "$good"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
