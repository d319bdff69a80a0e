#!/usr/bin/env bash
# Coverage-guided fuzzing with AddressSanitizer and UBSan (clang's libFuzzer).
#
#     tests/fuzz/run.sh SECONDS      in all, shared by the targets; `make fuzz` gives an hour
set -eu
cd "$(dirname "$0")/../.."
seconds=$1
targets="values rows plain book"
build=build/fuzz
flags='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined'
${MAKE:-make} --no-print-directory -s -j"$(nproc)" BUILD="$build" CC=clang EXTRA_CFLAGS="$flags" \
    LDFLAGS='-fsanitize=fuzzer,address,undefined' $(printf "$build/fuzz_%s " $targets)

share=$((seconds / $(wc -w <<<"$targets")))
failed=0
for target in $targets; do
    corpus=$build/corpus/$target
    mkdir -p "$corpus"
    # What an earlier run found stays in the corpus; the seeds are in the repository.
    if ! "$build/fuzz_$target" -seed=1 -max_total_time="$share" -max_len=4096 -timeout=10 \
        -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 -artifact_prefix="$build/crash-$target-" \
        "$corpus" $([ -d "tests/fuzz/seeds/$target" ] && echo "tests/fuzz/seeds/$target") \
        >"$build/$target.log" 2>&1; then
        echo "fuzz_$target found something:"
        tail -n 40 "$build/$target.log"
        failed=1
    else
        grep -a 'number_of_executed_units' "$build/$target.log" | sed "s/^/$target: /"
    fi
done
rm -rf /dev/shm/livebill-fuzz-*
exit $failed
