#!/usr/bin/env bash
# Closing a book month by month: golden files of three months, and what happens afterwards when
# usage, ledgers or the machine do not stay as they were (R13).
#
#   tests/closing/run.sh BINARY [--write]     --write: the golden files anew, on purpose
set -u
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/livebill-closing-XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
months="2024-01 2024-02 2024-03"
checks=0 failures=0
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

fail() {
    echo "FAILED: $*" >&2
    sed 's/^/    /' "$work/errors" | head -5 >&2
    failures=$((failures + 1))
}

expect() { # label, exit status, arguments of the program
    local label=$1 wanted=$2 status
    shift 2
    checks=$((checks + 1))
    "$program" "$@" --quiet >"$work/output" 2>"$work/errors"
    status=$?
    test $status = "$wanted" || fail "$label: exit $status instead of $wanted"
}

says() { # label, words in the messages
    checks=$((checks + 1))
    grep -qF -- "$2" "$work/errors" || fail "$1: no message with '$2'"
}

same() { # label, file, file
    checks=$((checks + 1))
    cmp -s "$2" "$3" || { fail "$1: $2 and $3 differ"; diff "$2" "$3" | head -5 >&2; }
}

fresh() { # a book in $work/NAME
    book=$work/$1
    cp -r book "$book"
    python3 make_usage.py "$book"
}

cut_ledgers() { # day: rows of that day and later are not there yet
    local file
    for file in elections ledger/payments ledger/packs ledger/plugins; do
        awk -F, -v day="$1" -v time="$(test $file = elections && echo 1 || echo 2)" \
            'NR == 1 || $time < day' "book/$file.csv" >"$book/$file.csv"
    done
}

close_month() { expect "$1" "${3:-0}" close -C "$book" --period "$2"; }

golden_months() {
    local month name
    fresh whole
    for month in $months; do
        close_month "close $month" $month
        for name in invoices lines account-postings packs licences notices review carry; do
            if test "${write:-no}" = yes; then
                mkdir -p "expected/$month"
                cp "$book/closed/$month/$name.csv" "expected/$month/$name.csv"
                chmod u+w "expected/$month/$name.csv"
            fi
            same "golden $month" "expected/$month/$name.csv" "$book/closed/$month/$name.csv"
        done
        (cd "$book/closed/$month" && sha256sum -c --quiet SHA256SUMS) >"$work/errors" 2>&1 \
            || fail "$month: SHA256SUMS"
        test -z "$(find "$book/closed/$month" -perm /222)" || fail "$month: not read-only"
    done
}

# The values of the golden files are those of the reference that never cuts the time.
golden_is_right() {
    checks=$((checks + 1))
    python3 - "$book" "$work/reference" >"$work/errors" 2>&1 <<'PYTHON' || fail "the reference"
import sys
from pathlib import Path
sys.path.insert(0, ".")
from whole import bill_months
from compare import compare_folders
book, out = Path(sys.argv[1]), Path(sys.argv[2])
months = ["2024-01", "2024-02", "2024-03"]
bill_months(book, Path("../../templates"), months, out)
found = [f"{m}: {d}" for m in months for d in compare_folders(book / "closed" / m, out / m)]
print("\n".join(found))
sys.exit(bool(found))
PYTHON
}

# Ledgers as they grow: a month is closed before the next month's rows are written.
growing_ledgers() {
    local month name whole=$work/whole
    fresh growing
    for month in 2024-02:2024-01 2024-03:2024-02 2025:2024-03; do
        cut_ledgers "${month%%:*}"
        close_month "close of growing ledgers" "${month##*:}"
    done
    for month in $months; do
        for name in invoices lines details account-postings packs licences notices; do
            same "growing ledgers" "$whole/closed/$month/$name.csv" \
                "$book/closed/$month/$name.csv"
        done
        expect "regenerate after rows were appended" 0 run -C "$book" --period $month
        for name in "$book/out/$month"/*.csv; do
            same "regenerate after rows were appended" "$name" \
                "$book/closed/$month/$(basename "$name")"
        done
    done
    close_month "close again" 2024-02
    expect "diff of sealed and regenerated" 0 diff "$book/closed/2024-02" "$book/out/2024-02"
    expect "diff of two sealed months" 1 diff "$book/closed/2024-01" "$book/closed/2024-02"
}

refusals() {
    fresh refused
    close_month "the first" 2024-01
    close_month "a gap" 2024-03 3
    says "a gap" "2024-03 needs the month before"
    expect "run over a gap" 3 run -C "$book" --period 2024-03
    expect "run before the first" 3 run -C "$book" --period 2023-11
    says "run before the first" "2023-11 is before 2024-01, with which the sealed months begin"
    echo 'X,2024-02-30 10:00:00,arrears,topup,1,' >>"$book/ledger/payments.csv"
    close_month "a reject" 2024-02 3
    test ! -e "$book/closed/2024-02" || fail "a reject: sealed"
    expect "review" 4 run -C "$book" --period 2024-02 --allow-rejects
    head -1 "$book/out/2024-02/rejects.csv" >"$work/other.csv"
    expect "other rejects" 3 close -C "$book" --period 2024-02 --accept-rejects "$work/other.csv"
    says "other rejects" "is not what was rejected"
    test ! -e "$book/closed/2024-02" || fail "other rejects: sealed"
    cp "$book/out/2024-02/rejects.csv" "$work/reviewed.csv"
    expect "reviewed rejects" 0 close -C "$book" --period 2024-02 \
        --accept-rejects "$work/reviewed.csv"
    same "reviewed rejects" "$work/reviewed.csv" "$book/closed/2024-02/rejects.csv"
    expect "regenerate with reviewed rejects" 0 run -C "$book" --period 2024-02
    expect "explain with reviewed rejects" 0 explain -C "$book" --period 2024-02 --account arrears
    close_month "close again, reviewed as it is" 2024-02
    expect "close again with other rejects" 3 close -C "$book" --period 2024-02 \
        --accept-rejects "$work/other.csv"
    close_month "the month after does not reject them again" 2024-03
}

# run --out never writes where sealed months are: not over one, and none beside them.
protected() {
    fresh protected
    expect "--out closed, nothing sealed" 2 run -C "$book" --period 2024-01 --out "$book/closed"
    test ! -e "$book/closed" || fail "--out closed, nothing sealed: it is there"
    close_month "the month to protect" 2024-01
    cp -r "$book/closed/2024-01" "$work/as-sealed"
    for out in "$book/closed" "$book/usage/../closed/"; do
        expect "--out over a sealed month" 2 run -C "$book" --period 2024-01 --out "$out"
        says "--out over a sealed month" "is for sealed months"
        expect "--out beside a sealed month" 2 run -C "$book" --period 2024-02 --out "$out"
    done
    for out in "$book/closed/2024-01" "$book/closed/2024-01/accounts" "$book/closed/new/er"; do
        expect "--out below the sealed months" 2 run -C "$book" --period 2024-01 --out "$out"
        says "--out below the sealed months" "is for sealed months"
        expect "--out below the sealed months" 2 run -C "$book" --period 2024-02 --out "$out"
    done
    test ! -e "$book/closed/new" || fail "--out below the sealed months: a folder is left"
    mkdir "$work/moved"
    cp -r "$book/closed/2024-01" "$work/moved/"
    expect "--out over a copy of one" 2 run -C "$book" --period 2024-01 --out "$work/moved"
    checks=$((checks + 1))
    diff -r "$work/as-sealed" "$book/closed/2024-01" >"$work/errors" || fail "a seal was broken"
}

changed_usage() {
    fresh changed
    close_month "before the change" 2024-01
    cp "$book/usage/2024-01-17.csv" "$work/kept.csv"
    sed -i 's/2.5,GB/2.6,GB/;s/1.5,GB/1.6,GB/' "$book/usage/2024-01-17.csv"
    expect "regenerate after a change" 3 run -C "$book" --period 2024-01
    says "regenerate after a change" "usage/2024-01-17.csv: the file changed since"
    test ! -e "$book/out/2024-01" || fail "regenerate after a change: published"
    close_month "close after a change" 2024-01 3
    says "close after a change" "is sealed, and the book now gives another"
    echo >>"$book/usage/2024-01-17.csv"
    expect "the next month" 0 run -C "$book" --period 2024-02
    says "the next month" "the sealed month 2024-01 has 1 changed usage file, not billed"
    sed 's/2.5,GB/2.6,GB/;s/1.5,GB/1.6,GB/' "$work/kept.csv" >"$book/usage/2024-01-17.csv"
    expect "as long as it was" 0 run -C "$book" --period 2024-02
    says "as long as it was" "the sealed month 2024-01 has 1 changed usage file, not billed"
    mv "$book/usage/2024-01-17.csv" "$work/"
    expect "without a file" 0 run -C "$book" --period 2024-02
    says "without a file" "usage/2024-01-17.csv: warning: the sealed month 2024-01 lacks 1 usage file"
    cp "$work/kept.csv" "$book/usage/2024-01-17.csv"
    touch "$book/usage/2024-01-17.csv"
    expect "as it was" 0 run -C "$book" --period 2024-02
    test ! -s "$work/errors" || fail "as it was: a warning"
    cp "$work/kept.csv" "$book/usage/2024-01-17-late.csv"
    expect "a late file" 0 run -C "$book" --period 2024-02
    says "a late file" "the sealed month 2024-01 has 1 new usage file, not billed"
    expect "regenerate beside a late file" 0 run -C "$book" --period 2024-01
    rm "$book/usage/2024-01-17.csv"
    expect "regenerate without a file" 3 run -C "$book" --period 2024-01
    says "regenerate without a file" "usage/2024-01-17.csv: the sealed month was billed from"
}

late_entries() {
    local late
    fresh late
    cut_ledgers 2024-02
    grep -v '^K-02' book/ledger/packs.csv | awk -F, 'NR == 1 || $2 < "2024-02"' \
        >"$book/ledger/packs.csv"
    close_month "before late entries" 2024-01
    cp book/ledger/*.csv "$book/ledger/"
    cp book/elections.csv "$book/"
    echo '2024-01-15 09:00:00,packs,overseas,bandwidth_day' >>"$book/elections.csv"
    echo 'M-00,2024-01-10 09:00:00,packs,topup,7.00,came late' >>"$book/ledger/payments.csv"
    close_month "late entries" 2024-02
    for late in 'packs,2024-02-01 00:00:00,late-entry,K-02' \
        'packs,2024-02-01 00:00:00,late-entry,M-00' \
        'packs,2024-02-01 00:00:00,late-entry,elections.csv'; do
        checks=$((checks + 1))
        grep -qxF "$late" "$book/closed/2024-02/notices.csv" || fail "late entries: no $late"
    done
    grep -q '^packs,2024-02-01 00:00:00,[0-9]*,topup,M-00,7.00,' \
        "$book/closed/2024-02/account-postings.csv" || fail "late entries: M-00 is not posted"
    close_month "after late entries" 2024-03
    checks=$((checks + 1))
    ! grep -q late-entry "$book/closed/2024-03/notices.csv" || fail "late entries come twice"
    grep -q '^packs,K-02#1,traffic-100gb,2024-02-01,' "$book/closed/2024-03/packs.csv" \
        || fail "a late pack is not what it was"
    expect "regenerate with late entries" 0 run -C "$book" --period 2024-02
    expect "regenerate after late entries" 0 run -C "$book" --period 2024-03
}

# Usage of a sealed month changes, goes and comes: the next months bill exactly the difference.
adjusted() {
    local before after name file
    fresh adjusted
    close_month "before --adjust" 2024-01
    before=$(sum_of "$book/closed/2024-01/lines.csv" usage)
    sed -i 's/2.5,GB/12.5,GB/;s/1.5,GB/11.5,GB/' "$book/usage/2024-01-17.csv"
    sed -i '/,elections,/d' "$book/usage/2024-01-09.csv"
    printf '%s\n' "time,account_id,meter,region,quantity,unit,resource,app_id" \
        "2024-01-20 10:00:00,licences,live.transcode,,30,min,," >"$book/usage/2024-01-20-late.csv"
    sed -i '1s/$/,spec/;2,$s/$/,standard.h264.720p/' "$book/usage/2024-01-20-late.csv"
    # What the month would have been: the same book, never closed.
    cp -r "$book" "$work/unsealed"
    chmod -R u+w "$work/unsealed/closed"
    rm -r "$work/unsealed/closed"
    expect "the month as it should be" 0 run -C "$work/unsealed" --period 2024-01
    after=$(sum_of "$work/unsealed/out/2024-01/lines.csv" usage)
    # diff says the same of the sealed month and the one as it should be, with its causes.
    expect "diff of sealed and right" 1 diff --format csv "$book/closed/2024-01" \
        "$work/unsealed/out/2024-01"
    checks=$((checks + 1))
    explained "$work/output" $((after - before)) || fail "diff does not explain the difference"
    expect "--adjust in a run" 0 run -C "$book" --period 2024-02 --adjust 2024-01
    test ! -s "$work/errors" || fail "--adjust in a run: a warning"
    expect "--adjust in close" 0 close -C "$book" --period 2024-02 --adjust 2024-01
    same "--adjust in close" "$book/out/2024-02/lines.csv" "$book/closed/2024-02/lines.csv"
    checks=$((checks + 1))
    test "$(sum_of "$book/closed/2024-02/lines.csv" adjustment)" = $((after - before)) \
        || fail "--adjust does not bill the difference of $((after - before)) cents"
    test "$(grep -c ',adjustment,' "$book/closed/2024-02/lines.csv")" = 3 \
        || fail "--adjust: not three lines"
    if test $write = yes; then
        grep ',adjustment,' "$book/closed/2024-02/lines.csv" >expected/adjustments.csv
    fi
    grep ',adjustment,' "$book/closed/2024-02/lines.csv" >"$work/adjustments.csv"
    same "--adjust" expected/adjustments.csv "$work/adjustments.csv"
    expect "explain an adjustment" 0 explain -C "$book" --period 2024-02 --account elections
    checks=$((checks + 1))
    grep -q 'what 2024-01 was billed too little or too much' "$work/output" \
        || fail "explain an adjustment: a credit is what the month lacks"
    expect "regenerate an adjusting month" 0 run -C "$book" --period 2024-02
    for file in "$book/out/2024-02"/*.csv; do
        name=$(basename "$file")
        same "regenerate an adjusting month" "$file" "$book/closed/2024-02/$name"
    done
    expect "close it again" 0 close -C "$book" --period 2024-02 --adjust 2024-01
    expect "after --adjust" 0 run -C "$book" --period 2024-03
    test ! -s "$work/errors" || fail "after --adjust: a warning of files that it billed"
    expect "--adjust again" 0 run -C "$book" --period 2024-03 --adjust 2024-01 --adjust 2024-02
    checks=$((checks + 1))
    test "$(grep -c '"closed/2024-02/lines.csv"' "$book/out/2024-03/run.json")" = 1 \
        || fail "--adjust again: run.json does not name what it read once"
    checks=$((checks + 1))
    ! grep -q ',adjustment,' "$book/out/2024-03/lines.csv" || fail "--adjust again: a line"
    sed -i 's/12.5,GB/2.5,GB/;s/11.5,GB/1.5,GB/' "$book/usage/2024-01-17.csv"
    expect "regenerate after another change" 3 run -C "$book" --period 2024-02
    says "regenerate after another change" "usage/2024-01-17.csv: the file changed since"
    checks=$((checks + 1))
    ! grep -q 'closed/' "$work/errors" || fail "regenerate after another change: lines.csv is named"
    close_month "without --adjust" 2024-03
    says "without --adjust" "--adjust 2024-01"
    expect "--adjust of the month itself" 2 run -C "$book" --period 2024-04 --adjust 2024-04
    says "--adjust of the month itself" "is not before 2024-04"
    expect "--adjust of an open month" 3 run -C "$book" --period 2024-04 --adjust 2023-12
    says "--adjust of an open month" "cannot be adjusted"
    expect "--adjust in a sealed month" 2 run -C "$book" --period 2024-03 --adjust 2024-02
}

minimal() { # a book of account A in $work/NAME that bills what few rows it is given
    book=$work/$1
    mkdir -p "$book/ledger" "$book/usage"
    printf '%s\n' '[issuer]' 'name = x' '[policy]' 'missing_days = warn' '[output]' \
        'formats = csv' >"$book/livebill.ini"
    printf '%s\n' account_id,name A,a >"$book/accounts.csv"
}

# Ledgers that are kept month by month: rows of sealed months are no longer there, and come back.
gone_entries() {
    local plugins=entry_id,time,account_id,event,licence,app_id,years
    local payments=entry_id,time,account_id,kind,amount
    minimal gone
    echo "$plugins
L1,2024-01-10 10:00:00,A,purchase,miniprogram-plugin,wx1,2
B1,2024-01-11 10:00:00,A,ban,,wx2," >"$book/ledger/plugins.csv"
    echo "entry_id,time,account_id,event,pack
K1,2024-01-10 10:00:00,A,purchase,traffic-100gb" >"$book/ledger/packs.csv"
    echo "$payments
T1,2024-01-10 10:00:00,A,topup,60026.00" >"$book/ledger/payments.csv"
    close_month "entries" 2024-01
    rm "$book"/ledger/*.csv
    close_month "entries are gone" 2024-02
    echo "$plugins
L2,2024-03-10 10:00:00,A,purchase,miniprogram-plugin,wx2,1" >"$book/ledger/plugins.csv"
    echo "$payments
T1,2024-01-10 10:00:00,A,topup,60026.00" >"$book/ledger/payments.csv"
    expect "one comes back" 4 run -C "$book" --period 2024-03 --allow-rejects
    checks=$((checks + 4))
    grep -q '^A,miniprogram-plugin,wx1,2024-01-10 10:00:00,2026-01-11 00:00:00,2,valid$' \
        "$book/out/2024-03/licences.csv" || fail "entries are gone: the licence went with them"
    grep -q '^A,K1,traffic-100gb,2024-01-10,2025-01-10,100,100,' "$book/out/2024-03/packs.csv" \
        || fail "entries are gone: the pack went with them"
    grep -q '^ledger/plugins.csv,2,app_id,banned,' "$book/out/2024-03/rejects.csv" \
        || fail "entries are gone: the ban went with them"
    ! grep -q late-entry "$book/out/2024-03/notices.csv" || fail "one comes back: as a late entry"
    # Edited after it was sealed, it counts as sealed in every later month, not the next one alone.
    echo "$plugins
L1,2024-01-10 10:00:00,A,purchase,miniprogram-plugin,wx3,5" >"$book/ledger/plugins.csv"
    chmod -R u+w "$book/closed/2024-02"
    rm -r "$book/closed/2024-02"
    close_month "an entry is edited" 2024-02
    says "an entry is edited" "'L1' was sealed otherwise"
    expect "an entry was edited" 0 run -C "$book" --period 2024-03
    checks=$((checks + 1))
    grep -q '^A,miniprogram-plugin,wx1,2024-01-10 10:00:00,2026-01-11 00:00:00,2,valid$' \
        "$book/out/2024-03/licences.csv" || fail "an entry was edited: it no longer counts as sealed"
}

# An election has no id, and is what it says: its row may be written in another way.
rewritten_elections() {
    minimal rewritten
    printf '%s\n' requested_at,account_id,scope,mode \
        "2024-01-05 10:00:00,A,all,bandwidth_day" >"$book/elections.csv"
    close_month "an election" 2024-01
    printf '%s\n' account_id,mode,requested_at,scope \
        "A,bandwidth_day,2024-01-05T10:00:00+08:00,all" >"$book/elections.csv"
    expect "it is written in another way" 0 run -C "$book" --period 2024-02
    checks=$((checks + 1))
    ! grep -q late-entry "$book/out/2024-02/notices.csv" || fail "a rewritten election is late"
}

# The id of a sealed entry is used, wherever the file has its row by now; one that was rejected may
# be corrected, whatever it is of.
sealed_ids() {
    local plugins=entry_id,time,account_id,event,app_id,reference,reason
    minimal ids
    echo "entry_id,time,account_id,kind,amount
T1,2024-01-10 10:00:00,A,topup,5.00" >"$book/ledger/payments.csv"
    echo "$plugins
L1,2024-01-10 10:00:00,A,purchase,wx1,,
R1,2024-01-20 10:00:00,A,refund_request,,L9,category_mismatch" >"$book/ledger/plugins.csv"
    expect "a request of nothing" 4 run -C "$book" --period 2024-01 --allow-rejects
    cp "$book/out/2024-01/rejects.csv" "$work/reviewed.csv"
    expect "it is sealed" 0 close -C "$book" --period 2024-01 --accept-rejects "$work/reviewed.csv"
    echo "entry_id,time,account_id,kind,amount
T1,2024-02-10 10:00:00,A,topup,7.00
T1,2024-01-10 10:00:00,A,topup,5.00" >"$book/ledger/payments.csv"
    sed -i s/L9/L1/ "$book/ledger/plugins.csv"
    expect "an id again" 4 run -C "$book" --period 2024-02 --allow-rejects
    checks=$((checks + 2))
    grep -q '^ledger/payments.csv,2,entry_id,duplicate-entry,' "$book/out/2024-02/rejects.csv" \
        || fail "an id again: not rejected"
    grep -q '^A,2024-02-01 00:00:00,refund-denied,after-14-days$' "$book/out/2024-02/notices.csv" \
        || fail "a corrected request does not count"
}

# A pack that comes late is bought at the open month's start: used_before has no place in it.
late_pack() {
    local header=entry_id,time,account_id,event,pack,used_before
    minimal pack
    close_month "before a late pack" 2024-01
    printf '%s\n' $header "K1,2024-01-10 10:00:00,A,purchase,traffic-100gb,5" \
        "K2,2023-12-10 10:00:00,A,purchase,traffic-100gb,5" \
        "K3,2023-12-10 10:00:00,A,purchase,traffic-100gb," >"$book/ledger/packs.csv"
    expect "late packs" 4 run -C "$book" --period 2024-02 --allow-rejects
    says "late packs" "ledger/packs.csv:2: used_before: a pack that comes late is bought at the start of 2024-02"
    says "late packs" "ledger/packs.csv:3: used_before: a pack that comes late is bought at the start of 2024-02"
    checks=$((checks + 1))
    grep -q '^A,K3,traffic-100gb,2024-02-01,2025-02-01,100,0,100,' "$book/out/2024-02/packs.csv" \
        || fail "late packs: K3 is not bought at the month's start"
}

# Rows that were rejected and reviewed stay so when their month is adjusted, whatever their file is
# called; only those of files that came since are judged.
reviewed_usage() {
    local header=time,account_id,meter,region,quantity,unit
    minimal reviewed
    echo "$header
2024-01-10 10:00:00,nobody,standard.traffic,mainland,1,GB" >"$book/usage/2024-01-10,\"x\".csv"
    expect "rejected usage" 4 run -C "$book" --period 2024-01 --allow-rejects
    cp "$book/out/2024-01/rejects.csv" "$work/reviewed.csv"
    expect "it is sealed" 0 close -C "$book" --period 2024-01 --accept-rejects "$work/reviewed.csv"
    echo "$header
2024-01-11 10:00:00,A,standard.traffic,mainland,1,GB" >"$book/usage/2024-01-11-late.csv"
    expect "--adjust with reviewed rejects" 0 run -C "$book" --period 2024-02 --adjust 2024-01
    echo "2024-01-11 10:00:00,nobody,standard.traffic,mainland,1,GB" \
        >>"$book/usage/2024-01-11-late.csv"
    expect "--adjust with a new reject" 3 run -C "$book" --period 2024-02 --adjust 2024-01
}

# Two late elections count on one day: the earlier is the first, whatever their order in the file.
late_elections() {
    minimal elections
    close_month "before late elections" 2024-01
    printf '%s\n' requested_at,account_id,scope,mode \
        "2024-01-16 09:00:00,A,mainland,traffic_day" \
        "2024-01-14 09:00:00,A,mainland,bandwidth_day" >"$book/elections.csv"
    expect "late elections" 4 run -C "$book" --period 2024-02 --allow-rejects
    checks=$((checks + 1))
    grep -q '^elections.csv,2,requested_at,second-election,' "$book/out/2024-02/rejects.csv" \
        || fail "late elections: the later is not the second"
}

# Late usage of a day before a pack's refund: the refund was paid and stands, so the pack covers
# nothing from its day on; late usage cannot make it a used pack that covers the rest of the month.
adjusted_refund() {
    local header=time,account_id,meter,region,quantity,unit
    minimal refund
    printf '%s\n' entry_id,time,account_id,event,pack,reference \
        "P1,2024-01-10 10:00:00,A,purchase,traffic-100gb," \
        "R1,2024-01-12 10:00:00,A,refund_request,,P1" >"$book/ledger/packs.csv"
    printf '%s\n' $header "2024-01-13 10:00:00,A,standard.traffic,mainland,30,GB" \
        >"$book/usage/2024-01-13.csv"
    close_month "a refunded pack" 2024-01
    printf '%s\n' $header "2024-01-11 10:00:00,A,standard.traffic,mainland,70,GB" \
        >"$book/usage/2024-01-11.csv"
    printf '%s\n' $header "2024-01-12 10:00:00,A,standard.traffic,mainland,10,GB" \
        >"$book/usage/2024-01-12.csv"
    expect "--adjust after a refund" 0 run -C "$book" --period 2024-02 --adjust 2024-01
    checks=$((checks + 1))
    # 70 GB before the refund are covered, 10 + 30 GB are not: (40 − 30) × 0.26 = 2.60 more
    test "$(sum_of "$book/out/2024-02/lines.csv" adjustment)" = 260 \
        || fail "--adjust after a refund: not 2.60"
}

# Later months open from what was sealed, or not at all: files that were altered or lost are named.
altered_seals() {
    local file
    minimal altered
    printf '%s\n' entry_id,time,account_id,event,pack \
        "P1,2024-01-10 10:00:00,A,purchase,traffic-100gb" >"$book/ledger/packs.csv"
    close_month "before alterations" 2024-01
    chmod -R u+w "$book/closed"
    for file in carry.csv book/ledger/packs.csv book/accounts.csv; do
        cp "$book/closed/2024-01/$file" "$work/kept.csv"
        echo x >>"$book/closed/2024-01/$file"
        expect "altered $file" 3 run -C "$book" --period 2024-02
        says "altered $file" "closed/2024-01/$file: the file is not as it was sealed"
        rm "$book/closed/2024-01/$file"
        expect "lost $file" 3 run -C "$book" --period 2024-02
        says "lost $file" "closed/2024-01/$file: the file is missing"
        cp "$work/kept.csv" "$book/closed/2024-01/$file"
    done
    file=book/ledger/packs.csv
    cp "$book/closed/2024-01/$file" "$work/kept.csv"
    echo x >>"$book/closed/2024-01/$file"
    expect "regenerate from an altered copy" 3 run -C "$book" --period 2024-01
    says "regenerate from an altered copy" "closed/2024-01/$file: the file is not as it was sealed"
    cp "$work/kept.csv" "$book/closed/2024-01/$file"
    for file in lines.csv rejects.csv; do
        cp "$book/closed/2024-01/$file" "$work/kept.csv"
        echo x >>"$book/closed/2024-01/$file"
        expect "altered $file" 3 run -C "$book" --period 2024-02 --adjust 2024-01
        says "altered $file" "closed/2024-01/$file: the file is not as it was sealed"
        cp "$work/kept.csv" "$book/closed/2024-01/$file"
    done
    mv "$book/closed/2024-01/SHA256SUMS" "$work/"
    expect "lost sums" 3 run -C "$book" --period 2024-02
    says "lost sums" "closed/2024-01/SHA256SUMS: the file is missing"
    mv "$work/SHA256SUMS" "$book/closed/2024-01/"
    expect "as it was sealed" 0 run -C "$book" --period 2024-02 --adjust 2024-01
}

# A sealed month that is gone is missed; what stood in it alone is not billed as if it never was.
lost_months() {
    local command month
    minimal lost
    printf '%s\n' entry_id,time,account_id,event,pack \
        "P1,2024-01-10 10:00:00,A,purchase,traffic-100gb" >"$book/ledger/packs.csv"
    close_month "the first of three" 2024-01
    cp "$book/ledger/packs.csv" "$work/packs.csv"
    sed -i /P1/d "$book/ledger/packs.csv"
    close_month "the second of three" 2024-02
    close_month "the third of three" 2024-03
    chmod -R u+w "$book/closed"
    mv "$book/closed/2024-02" "$work/2024-02"
    for command in run close; do
        expect "$command after a gap" 3 $command -C "$book" --period 2024-04
        says "$command after a gap" "closed/2024-02: the sealed month is missing"
        expect "$command in a gap" 3 $command -C "$book" --period 2024-02
        says "$command in a gap" "closed/2024-02: the sealed month is missing, and 2024-03 is sealed"
    done
    mv "$work/2024-02" "$book/closed/"
    rm -r "$book/closed/2024-01"
    expect "without the first" 3 run -C "$book" --period 2024-04
    says "without the first" "closed/2024-01: warning: the sealed month is missing"
    says "without the first" "the row of 'P1' is not in any sealed copy of ledger/packs.csv"
    for month in 2024-02 2024-03; do
        mv "$book/closed/$month" "$book/closed/$month-old"
    done
    expect "all have other names" 0 run -C "$book" --period 2024-04
    says "all have other names" "closed/2024-02-old: warning: this is not named as a month"
}

# A pack is what it was when it was sold, whatever its row in the catalogue becomes or that it goes.
sold_packs() {
    local header=pack,kind,size,unit,months,covers_mode,currency,from,until,price,grants row
    minimal sold
    mkdir "$book/catalog"
    printf '%s\n' $header "hundred,traffic,100,GB,6,traffic_day,CNY,,,20,miniprogram-plugin" \
        >"$book/catalog/packs.csv"
    printf '%s\n' entry_id,time,account_id,event,pack,reference \
        "P1,2024-01-10 10:00:00,A,purchase,hundred," \
        "P2,2024-01-31 10:00:00,A,purchase,hundred," \
        "R2,2024-02-02 10:00:00,A,refund_request,,P2" >"$book/ledger/packs.csv"
    printf '%s\n' entry_id,time,account_id,event,app_id,reference \
        "G1,2024-02-05 10:00:00,A,grant,wx1,P1" >"$book/ledger/plugins.csv"
    printf '%s\n' time,account_id,meter,region,quantity,unit \
        "2024-01-13 10:00:00,A,standard.traffic,mainland,30,GB" >"$book/usage/2024-01-13.csv"
    sed s/2024-01-13/2024-02-13/ "$book/usage/2024-01-13.csv" >"$book/usage/2024-02-13.csv"
    close_month "packs are sold" 2024-01
    expect "their row stays" 0 run -C "$book" --period 2024-02 --out "$work/stays"
    for row in "hundred,traffic,50,GB,6,traffic_day,CNY,,,20,miniprogram-plugin" \
        "hundred,traffic,100,GB,1,traffic_day,CNY,,,25,miniprogram-plugin" \
        "hundred,other,100,GB,6,bandwidth_day,CNY,,,20," \
        "another,traffic,100,GB,6,traffic_day,CNY,,,20,miniprogram-plugin"; do
        printf '%s\n' $header "$row" >"$book/catalog/packs.csv"
        expect "their row becomes $row" 0 run -C "$book" --period 2024-02 --out "$work/becomes"
        for name in lines details packs licences account-postings notices; do
            same "their row becomes $row" "$work/stays/2024-02/$name.csv" \
                "$work/becomes/2024-02/$name.csv"
        done
    done
    close_month "their row is gone" 2024-02
    expect "their row was gone" 0 run -C "$book" --period 2024-03
    checks=$((checks + 1))
    grep -q '^A,P1,hundred,2024-01-10,2024-07-10,100,40,0,0,0,40,in-use$' \
        "$book/out/2024-03/packs.csv" || fail "their row was gone: P1 is not what was sold"
}

# Of a month that was sealed with rejects, those rows are known; another row in their place is not.
another_in_its_place() {
    local header=time,account_id,meter,region,quantity,unit file
    minimal known
    file=$book/usage/2024-01-15.csv
    printf '%s\n' $header "2024-01-15 10:00:00,A,standard.traffic,mainland,x,GB" \
        "2024-01-15 10:00:00,A,standard.traffic,mainland,5,GB" >"$file"
    expect "a bad row" 4 run -C "$book" --period 2024-01 --allow-rejects
    expect "a bad row is reviewed" 0 close -C "$book" --period 2024-01 \
        --accept-rejects "$book/out/2024-01/rejects.csv"
    sed -i s/,5,/,6,/ "$file"
    expect "it is known" 0 run -C "$book" --period 2024-02 --adjust 2024-01
    sed -i s/,x,/,700GB,/ "$file"
    expect "another in its place" 3 run -C "$book" --period 2024-02 --adjust 2024-01
    says "another in its place" "usage/2024-01-15.csv:2: quantity: '700GB' is not"
    expect "another is looked at" 4 run -C "$book" --period 2024-02 --adjust 2024-01 --allow-rejects
    expect "another is reviewed" 0 close -C "$book" --period 2024-02 --adjust 2024-01 \
        --accept-rejects "$book/out/2024-02/rejects.csv"
    expect "it is known, too" 0 run -C "$book" --period 2024-03 --adjust 2024-01
    expect "regenerate with it" 0 run -C "$book" --period 2024-02
    same "regenerate with it" "$book/out/2024-02/rejects.csv" "$book/closed/2024-02/rejects.csv"
}

# The usage rows of a diff come to so many cents, and each row's causes to its change.
explained() {
    python3 - "$1" "$2" <<'PYTHON'
import csv, sys
from decimal import Decimal
rows = [row for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")) if row["kind"] == "usage"]
causes = ("usage", "rate", "pack", "discount", "rounding", "ledger")
ties = all(sum(Decimal(row[cause]) for cause in causes) == Decimal(row["change"]) for row in rows)
total = sum(Decimal(row["change"]) for row in rows) * 100
sys.exit(not (rows and ties and total == int(sys.argv[2])))
PYTHON
}

# Cents of the lines of a kind, over all accounts.
sum_of() {
    python3 - "$1" "$2" <<'PYTHON'
import csv, sys
from decimal import Decimal
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8", newline=""))
print(int(sum(Decimal(row["amount"]) for row in rows if row["kind"] == sys.argv[2]) * 100))
PYTHON
}

write=no
test "${2:-}" = --write && write=yes
golden_months
golden_is_right
growing_ledgers
refusals
protected
changed_usage
late_entries
gone_entries
sealed_ids
rewritten_elections
late_pack
reviewed_usage
late_elections
adjusted
adjusted_refund
altered_seals
lost_months
sold_packs
another_in_its_place
if test $failures -gt 0; then
    echo "closing: $failures failures in $checks checks" >&2
    exit 1
fi
echo "closing: $checks checks passed"
