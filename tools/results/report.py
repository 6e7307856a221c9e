# SPDX-License-Identifier: BSD-2-Clause
"""A run, as text for people."""

from .show import label_of, show_time, show_value, table


def head(run):
    """Where it ran."""
    first = run.head
    if not first:
        return
    yield (f"muster {first['version']} for {first['arch']} on {first['cpu']['brand']} "
           f"({first['cpu']['signature']}), {first['firmware']['vendor']} "
           f"{first['firmware']['revision']}"
           + (f", under {first['hypervisor']}" if first["hypervisor"] else ""))
    if first["options"]:
        yield f"words: {first['options']}"
    for option in run.of("option"):
        if option["origin"].startswith("muster.cfg"):
            yield f"  {option['name']}{option['value'] and '='}{option['value']}: {option['origin']}"


def bringup(run):
    books = run.first("bringup")
    if books:
        yield (f"{books['online']} of {books['enabled']} cores online in "
               f"{show_time(books['total_ns'])}; {books['failed']} failed, "
               f"{books['held_back']} held back")
    for core in run.of("core"):
        if core["reason"] and core["state"] in ("failed", "faulted"):
            yield f"  core {core['index']}: {core['state']}: {core['reason']}"


def figures(run):
    stats = [stat for stat in run.of("stat") if stat["n"]]
    if not stats:
        return
    rows = [("name", "n", "min", "p50", "p99", "max")]
    rows += [(label_of(stat), str(stat["n"]),
              *(show_value(stat[key], stat["unit"]) for key in ("min", "p50", "p99", "max")))
             for stat in stats]
    yield from table(rows, right=range(1, 6))


def findings(run):
    for finding in run.of("finding"):
        if finding["severity"] != "note":
            yield f"[{finding['severity']}] {finding['rule']}: {finding['text']}"
    for fault in run.of("fault"):
        yield f"[fault] core {fault['cpu']}: {fault['name']} at {fault['pc']}"
    for check in run.of("check"):
        if check["verdict"] != "pass":
            yield f"[{check['verdict']}] {check['name']}: {check['text']}"


def ending(run):
    if run.end:
        end = run.end
        yield (f"{end['result'].upper()}: {end['passed']} checks passed, {end['failed']} failed, "
               f"{end['skipped']} skipped, {show_time(end['elapsed_ns'])}"
               + (f"; {end['text']}" if end["text"] else ""))
    for problem in run.problems:
        yield f"INCOMPLETE: {problem}"


def lines(run):
    for part in (head, bringup, figures, findings, ending):
        yield from part(run)
