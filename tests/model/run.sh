#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Explores all rows, checks the reduction on small ones, and has each defect found.
#
#     run.sh RESULTS BINARY DEFECT...    writes "passed failed skipped" to the file RESULTS
#
# DEFECT is a binary like the first, built from code with a defect, in a folder of its name.
results=$1 model=$2
shift 2
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

note() { # exit code, passed
    if [ "$1" -eq 0 ]; then passed=$((passed + $2)); else failed=$((failed + 1)); fi
}

differing() { # row, "some" or "every"
    "$model" --row "$1" --count "$2" | sed -n 's/^ *\([0-9]*\) of them differ.*/\1/p'
}

timeout 300 "$model" >"$log" 2>&1
note $? "$(grep -c 'executions' "$log")"
cat "$log"

# The search leaves out schedules like others: it must not lose one that is like none.
for row in "one call, waited for" "one call, waited for, poll" "it dies, a call waited for"; do
    some=$(differing "$row" some) every=$(differing "$row" every)
    echo "model \"$row\": $some schedules that differ, $every of them without reduction"
    [ "${some:-0}" -gt 0 ] && [ "$some" = "$every" ]
    note $? 1
done

for defect in "$@"; do
    timeout 60 "$defect" --limit 3000 --defect "$(basename "$(dirname "$defect")")" >"$log" 2>&1
    note $? 1
    cat "$log"
done

mkdir -p "$(dirname "$results")"
echo "$passed $failed 0" >"$results"
echo "model: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
