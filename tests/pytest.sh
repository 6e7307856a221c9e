#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs the pytest tests of a folder:  tests/pytest.sh PART FOLDER [PYTEST ARGUMENT...]
# Writes build/results/PART.txt: passed, failed, skipped. Fails if one failed, or if none passed.
cd "$(dirname "$0")/.." || exit 2
part=$1 folder=$2
shift 2
results=${B:-build}/results
mkdir -p "$results"
rm -f "$results/$part.xml" "$results/$part.txt"

PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 \
    /usr/bin/python3 -m pytest -p no:cacheprovider -rsfE --tb=short \
    --junitxml="$results/$part.xml" -q -o testpaths="$folder" "$@" </dev/null
code=$?

/usr/bin/python3 - "$results/$part.xml" >"$results/$part.txt" <<'COUNT'
import sys
import xml.etree.ElementTree as tree

suite = next(tree.parse(sys.argv[1]).getroot().iter("testsuite"))
total, skipped = int(suite.get("tests")), int(suite.get("skipped"))
failed = int(suite.get("failures")) + int(suite.get("errors"))
print(total - failed - skipped, failed, skipped)
COUNT
read -r passed failed skipped <"$results/$part.txt"
[ "${skipped:-0}" = 0 ] || echo "$part: $skipped SKIPPED, for the reasons above"
[ "$code" = 0 ] && [ "${passed:-0}" -gt 0 ] && [ "${failed:-1}" = 0 ]
