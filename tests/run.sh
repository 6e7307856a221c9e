#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs cmocka binaries, one line each; shows the log of those that fail. Fails if one did, hung,
# or ran no test, or if there are none at all.
#
#     run.sh PART RESULTS BINARY...    writes "passed failed skipped" to the file RESULTS
#
# Lines begin with PART. A binary's folder, if it has another name than PART, says how it was built.
part=$1 results=$2
shift 2
bad=0 passed=0 failed=0 skipped=0

number() { # pattern, log: the number of tests behind a tag of cmocka's, 0 if there is none
    found=$(sed -n "s/^\[$1] \([0-9]*\) test.*/\1/p" "$2" | tail -n 1)
    echo "${found:-0}"
}

title() { # binary
    folder=$(basename "$(dirname "$1")")
    [ "$folder" = "$part" ] && echo "$part ${1##*/}" || echo "$part ${1##*/} ($folder)"
}

for binary in "$@"; do
    log=$binary.log
    timeout 600 "$binary" >"$log" 2>&1
    code=$?
    total=$(number '==*' "$log") good=$(number '  PASSED  ' "$log")
    lost=$(number '  FAILED  ' "$log") left=$(number '  SKIPPED ' "$log")
    if [ $code -ne 0 ] || [ "$total" -eq 0 ]; then
        cat "$log"
        echo "$(title "$binary"): FAILED (exit code $code, $total run, $good passed)"
        bad=$((bad + 1))
        [ "$lost" -gt 0 ] || lost=1
    elif [ "$left" -gt 0 ]; then
        echo "$(title "$binary"): $good passed, $left SKIPPED"
        grep '^SKIP' "$log" | sort -u
    else
        echo "$(title "$binary"): $good passed"
    fi
    passed=$((passed + good)) failed=$((failed + lost)) skipped=$((skipped + left))
done
mkdir -p "$(dirname "$results")"
echo "$passed $failed $skipped" >"$results"
echo "$part: $passed tests passed in $# binaries, $bad binaries failed"
[ "$bad" -eq 0 ] && [ "$passed" -gt 0 ]
