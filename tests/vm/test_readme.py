# SPDX-License-Identifier: BSD-2-Clause
"""What README.md shows is what is printed: the same lines in the same order, whatever the figures; [...] stands for others."""

import pathlib
import sys

import pytest

import muster

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import readme  # noqa: E402 # pylint: disable=wrong-import-position

# On a busy host another source is the one that is believed, and others are left out.
FREE = ("clock ",)


def is_same(shown, printed):
    return shown.startswith(FREE) and printed.startswith(shown.split()[0]) or (
        readme.shape(shown) == readme.shape(printed))


def check_shown(shown, printed):
    """Each line that is shown was printed, at once behind the one before it unless lines are left out there."""
    lines = readme.logical(printed)
    places, skips = {0}, True  # where the next line may be
    for line in readme.logical(shown):
        if line == readme.LEFT_OUT:
            skips = True
            continue
        found = [i for i, said in enumerate(lines) if is_same(line, said)]
        behind = {i + 1 for i in found if i in places or skips and i >= min(places)}
        near = "\n".join(lines[min(places):][:40])
        assert behind, f"README.md shows, and it is not printed there any more:\n{line}\n\nprinted is:\n{near}"
        places, skips = behind, False


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
