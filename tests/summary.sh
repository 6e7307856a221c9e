#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Adds up what the parts of `make test` wrote to build/results/PART.txt, a line "passed failed skipped"
# each, and ends with the one line that a CI reads. A part that wrote nothing has failed.
cd "$(dirname "$0")/.." || exit 2
results=${B:-build}/results
passed=0 failed=0 skipped=0

for part in floors clang unit lint smp model fuzz cov vm lab; do
    good=0 bad=0 left=0
    if [ -s "$results/$part.txt" ]; then
        while read -r p f s; do
            good=$((good + p)) bad=$((bad + f)) left=$((left + s))
        done <"$results/$part.txt"
    else
        bad=1
        echo "$part: did not run to its end"
    fi
    echo "$part: $good passed, $bad failed, $left skipped"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
