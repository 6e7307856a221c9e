#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs cmocka binaries, one line each; shows the log of those that fail. Fails if one did, hung,
# or ran no test, or if there are none at all.
#
#     run.sh RESULTS BINARY...    writes "passed failed skipped" to the file RESULTS
results=$1
shift
bad=0 ran=0 left=0
for binary in "$@"; do
    name=${binary##*/}
    log=$binary.log
    timeout 120 "$binary" >"$log" 2>&1
    code=$?
    passed=$(sed -n 's/^\[  PASSED  ] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1)
    skipped=$(sed -n 's/^\[  SKIPPED ] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1)
    total=$(sed -n 's/^\[==========] \([0-9]*\) test(s) run.*/\1/p' "$log" | tail -n 1)
    if [ $code -ne 0 ] || [ "${total:-0}" -eq 0 ]; then
        cat "$log"
        echo "unit $name: FAILED (exit code $code, ${total:-0} run, ${passed:-0} passed)"
        bad=$((bad + 1))
    else
        echo "unit $name: ${passed:-0} passed${skipped:+, $skipped SKIPPED}"
        grep '^SKIP' "$log" | sort -u
    fi
    ran=$((ran + ${passed:-0})) left=$((left + ${skipped:-0}))
done
mkdir -p "$(dirname "$results")"
echo "$ran $bad $left" >"$results"
echo "unit: $ran tests passed in $# binaries, $bad binaries failed"
[ "$bad" -eq 0 ] && [ "$ran" -gt 0 ]
