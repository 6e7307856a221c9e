# SPDX-License-Identifier: BSD-2-Clause
"""KTAP (the kernel's Documentation/dev-tools/ktap.rst): a test for each check, one subtest for each
run. Diagnostic lines stand before the result that they belong to."""


def oneline(text):
    return text.replace("\n", " ").replace("#", "no.")


def results(run):
    """(verdict, name, text) of each check, and whether the run is whole."""
    for check in run.of("check"):
        yield check["verdict"], check["name"], check["text"]
    yield ("fail" if run.problems else "pass", "run.complete",
           "; ".join(run.problems) or "the run came to its end and nothing is missing")


def lines_of(run):
    found = list(results(run))
    yield "KTAP version 1"
    yield "# Subtest: muster"
    yield f"1..{len(found)}"
    for finding in run.of("finding"):
        yield f"# {finding['severity']}: {finding['rule']}: {oneline(finding['text'])}"
    for number, (verdict, name, text) in enumerate(found, 1):
        if verdict == "skip":
            yield f"ok {number} {name} # SKIP {oneline(text)}"
        else:
            yield f"# {name}: {oneline(text)}"
            yield f"{'ok' if verdict == 'pass' else 'not ok'} {number} {name}"


def text(runs):
    out = ["KTAP version 1", f"1..{len(runs)}"]
    for number, run in enumerate(runs, 1):
        out += [f"  {line}" for line in lines_of(run)]
        failed = any(verdict == "fail" for verdict, _, _ in results(run))
        out.append(f"{'not ok' if failed else 'ok'} {number} muster")
    return "\n".join(out) + "\n"
