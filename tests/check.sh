#!/usr/bin/env bash
# Every test, tier by tier, with the seconds that each took. `make check` calls it.
#
#     tests/check.sh [TIER ...]      builds units goldens sheets budget books
#                                  closing faults fuzz; none: all
#
# A step's output goes to build/check/STEP.log and is shown where the step fails; the other steps
# go on, so that one run shows everything. Closes with `N passed, N failed`.

set -u
cd "$(dirname "$0")/.." || exit 1
MAKE=${MAKE:-make}
JOBS=$(nproc)
LOGS=build/check
mkdir -p "$LOGS"
export LC_ALL=C.UTF-8
passed=0 failed=0

step() {
    local name=$1
    shift
    if "$@" >"$LOGS/$name.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name: $*"
        tail -n 60 "$LOGS/$name.log" | sed 's/^/    /'
    fi
}

build() { # build DIR CC FLAGS TARGETS...
    local folder=$1 compiler=$2 flags=$3
    shift 3
    "$MAKE" --no-print-directory -j"$JOBS" DEVELOPER=1 BUILD="$folder" CC="$compiler" \
        EXTRA_CFLAGS="$flags" LDFLAGS="$flags" "$@"
}

SANITIZE='-O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'

tier_builds() {
    step build-gcc build build gcc '' all unit-tests build/generate_usage \
        build/tests/bench/measure
    step build-clang build build/clang clang '' build/clang/livebill
    step build-sanitized build build/sanitize gcc "$SANITIZE" build/sanitize/livebill unit-tests
    step build-thread-sanitized build build/tsan gcc '-O1 -fsanitize=thread' build/tsan/livebill
    step tidy tests/tidy/tidy.py
    step format bash -c 'git ls-files "*.[ch]" | xargs clang-format --dry-run -Werror'
}

tier_units() {
    step units "$MAKE" --no-print-directory BUILD=build test
    step units-sanitized "$MAKE" --no-print-directory BUILD=build/sanitize CC=gcc DEVELOPER=1 \
        EXTRA_CFLAGS="$SANITIZE" LDFLAGS="$SANITIZE" test
    step cases tests/cases/run.py build/livebill \
        $(ls tests/cases/*.cases | grep -v month_limit) # a million rows each: make soak
    step rejects tests/rejects/run.sh build/livebill
    step rejects-sanitized tests/rejects/run.sh build/sanitize/livebill
    step rejects-many tests/rejects/many.py build/livebill
    step rejects-threads tests/rejects/many.py build/tsan/livebill
    step streams tests/streams/run.sh build/livebill
}

tier_goldens() {
    step sample-sanitized tests/golden/sanitized.sh build/sanitize/livebill
    step sample-threads tests/golden/sanitized.sh build/tsan/livebill --jobs 4
    step goldens tests/golden/run.sh build/livebill
    step explain tests/explain/run.sh build/livebill
    step same-bytes tests/golden/same_bytes.sh build/livebill
    step pictures tests/pictures/run.sh build
}

tier_budget() {
    step budget tests/bench/budget.sh build/generate_usage build/livebill
    step memory tests/bench/memory.sh build/generate_usage build/tests/bench/measure build/livebill
}

tier_sheets() {
    step sheets tests/sheets/run.sh build
}

tier_books() {
    step books tests/property/check.py build/livebill --seeds 1-170
    step books-simple tests/property/check.py build/livebill --seeds 171-210 --simple
    step books-explained tests/explain/books.py build/livebill 1-20
    step books-reference python3 -m unittest discover -s tests/property
}

tier_closing() {
    step closing tests/closing/run.sh build/livebill
    step closing-books tests/closing/check.py build/livebill --seeds 1-40
    step closing-faults tests/closing/fault.sh build
}

tier_faults() {
    step faults tests/fault/run.sh build
}

tier_fuzz() {
    step fuzz-smoke tests/fuzz/run.sh 60
}

tiers=("$@")
[ ${#tiers[@]} -gt 0 ] || tiers=(builds units goldens sheets budget books closing faults fuzz)
for tier in "${tiers[@]}"; do
    begun=$(date +%s)
    "tier_$tier"
    printf '%-8s %4d s\n' "$tier" $(($(date +%s) - begun))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
