# SPDX-License-Identifier: BSD-2-Clause
"""What README.md shows is what is printed: the same lines in the same order, whatever the figures."""

import pathlib
import sys

import pytest

import muster

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import readme  # noqa: E402 # pylint: disable=wrong-import-position

# On a busy host another source is the one that is believed, and others are left out.
FREE = ("clock ",)


def check_shown(shown, printed):
    """Each line that is shown was printed, behind the one before it."""
    lines = [readme.shape(line) for line in readme.logical(printed)]
    place = 0
    for line in readme.logical(shown):
        if line == readme.LEFT_OUT or line.startswith(FREE):
            continue
        wanted = readme.shape(line)
        behind = [i for i in range(place, len(lines)) if lines[i] == wanted]
        near = "\n".join(printed)[-3000:]
        assert behind, f"README.md shows a line that is not printed any more, or elsewhere:\n{line}\n\n{near}"
        place = behind[0] + 1


@pytest.mark.parametrize("text, options, words, code", [
    ("MUSTER  ", ("--accel", "tcg-single"), "", None),
    ("reading the ACPI tables", (), "lint", muster.PASS),
    ("soak.calls", ("--cpus", 6), "mps=off only=call.all iterations=50 soak=2", muster.PASS),
    ("FAILED", (), "mps=off only=call.all iterations=50 fail=active", muster.CHECK_FAILED),
], ids=["report", "lint", "soak", "fail"])
def test_what_is_shown_is_printed(text, options, words, code, tmp_path):
    outcome = muster.run(tmp_path, *options, words=words, want_json=False)
    assert code is None or outcome.code == code, outcome
    check_shown(readme.block_with(text), outcome.stdout.splitlines())
