#!/bin/bash
# Runs tests under a sanitizer, in a build of its own: sanitize.sh thread|address PATTERN
#
# Reports go to files, so that those of the programs that tests start are not lost, and each is a failure. Leaks are not
# looked for.
set -eu -o pipefail
sanitizer=$1 pattern=$2
cd "$(dirname "$0")/.."
folder=.build/$sanitizer
build=("--sanitize=$sanitizer" --scratch-path "$folder" -Xswiftc -use-ld=lld)
rm -rf "$folder/reports"
mkdir -p "$folder/reports"
swift build --build-tests "${build[@]}"

options="log_path=$PWD/$folder/reports/report detect_leaks=0"
export TSAN_OPTIONS="$options suppressions=$PWD/Tests/thread-sanitizer.txt" ASAN_OPTIONS="$options"
status=0
timeout "${LIMIT:-3600}" swift test --skip-build --disable-xctest "${build[@]}" --filter "$pattern" 2>&1 | tee .build/test.log || status=1
# An end without a summary is no success, whatever the exit code says.
grep -q "Test run with .* passed" .build/test.log || status=1
for report in "$folder"/reports/*; do
    if [ -s "$report" ]; then
        cat "$report"
        status=1
    fi
done
if [ $status = 0 ]; then echo "the $sanitizer sanitizer found nothing in the tests of $pattern"; fi
exit $status
