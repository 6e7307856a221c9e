#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs cmocka binaries, one line each; shows the log of those that fail. Fails if one did, hung,
# or ran no test, or if there are none at all.
#
#     run.sh RESULTS BINARY...    appends "passed failed skipped" to the file RESULTS
#
# The folder of a binary is the name of the sanitizer it was built with.
results=$1
shift
mkdir -p "$(dirname "$results")"
bad=0 passed=0 failed=0 skipped=0

number() { # tag, log: the number behind a tag of cmocka's, 0 if there is none
    found=$(sed -n "s/^\[ *$1 *\] \([0-9]*\) test.*/\1/p" "$2" | tail -n 1)
    echo "${found:-0}"
}

for binary in "$@"; do
    log=$binary.log
    title="smp ${binary##*/} ($(basename "$(dirname "$binary")"))"
    timeout 120 "$binary" >"$log" 2>&1
    code=$?
    good=$(number PASSED "$log") lost=$(number FAILED "$log") left=$(number SKIPPED "$log")
    if [ $code -ne 0 ] || [ "$good" -eq 0 ]; then
        cat "$log"
        echo "$title: FAILED (exit code $code, $good passed, $lost failed)"
        bad=$((bad + 1))
        [ "$lost" -gt 0 ] || lost=1
    elif [ "$left" -gt 0 ]; then
        echo "$title: $good passed, $left SKIPPED"
    else
        echo "$title: $good passed"
    fi
    passed=$((passed + good)) failed=$((failed + lost)) skipped=$((skipped + left))
done
echo "$passed $failed $skipped" >>"$results"
[ "$bad" -eq 0 ] && [ "$passed" -gt 0 ]
