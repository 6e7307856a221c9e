# SPDX-License-Identifier: BSD-2-Clause
"""Reads what came through a serial port, or a file of records: every run in it, and what is wrong
or missing of each. Noise between records is passed over; nothing of a damaged record is believed."""

import json
import zlib
from dataclasses import dataclass, field

MARK = b'{"rec":"'
SCHEMA_MAJOR = "1"

# What is used here of each kind; a record without it is as good as damaged.
NEEDED = {
    "run": {"schema", "version", "arch", "firmware", "cpu", "hypervisor", "options", "idle"},
    "option": {"name", "value", "origin"},
    "progress": {"step", "text"},
    "bringup": {"enabled", "online", "failed", "held_back", "total_ns"},
    "core": {"index", "state", "reason"},
    "stat": {"name", "unit", "cpus", "parameters", "n", "min", "p50", "p90", "p99", "p99_9", "max"},
    "histogram": {"name", "unit", "cpus", "parameters", "part", "parts", "values", "counts"},
    "matrix": {"name", "text", "statistic", "pass", "unit", "cores", "online", "measured", "of",
               "samples_least", "samples_most", "encoding"},
    "matrix_row": {"row", "cpu", "column", "cells"},
    "finding": {"rule", "severity", "text"},
    "fault": {"cpu", "name", "pc"},
    "check": {"name", "verdict", "text"},
    "screen": {"mode"},
    "end": {"result", "text", "passed", "failed", "skipped", "records", "crc32", "elapsed_ns"},
}


@dataclass
class Run:
    """The records from one `run` record to the next, or to the end."""

    records: list = field(default_factory=list)
    lines: list = field(default_factory=list)  # as they came, without line ends
    problems: list = field(default_factory=list)  # sentences, for people

    def of(self, kind):
        return [record for record in self.records if record["rec"] == kind]

    def first(self, kind):
        """The only record of its kind, {} where it is missing."""
        return next(iter(self.of(kind)), {})

    @property
    def head(self):
        return self.first("run")

    @property
    def end(self):
        return self.first("end")

    @property
    def is_whole(self):
        return not self.problems

    @property
    def last_step(self):
        """What was about to happen when the last thing was said of it."""
        steps = self.of("progress")
        return f"'{steps[-1]['step']}' ({steps[-1]['text']})" if steps else "none"

    @property
    def verdict(self):
        """pass, fail or skip as the run says; incomplete where it cannot be known."""
        return self.end["result"] if self.is_whole else "incomplete"


def parse(line):
    """The record in a line, or None: then it is damaged."""
    try:
        record = json.loads(line.decode("ascii"))
    except ValueError:
        return None
    if not isinstance(record, dict) or not isinstance(record.get("rec"), str):
        return None
    return record if record.keys() >= NEEDED.get(record["rec"], set()) else None


def records_of(data):
    """(record or None where it is damaged, its bytes) for each line that holds one. What stands
    before it in its line is another's, who did not end his."""
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        start = line.find(MARK)
        if start >= 0:
            yield parse(line[start:]), line[start:]


def judge_end(run):
    """What the end record says against what arrived."""
    end = run.records[-1]
    body = run.lines[:-1]
    if end["records"] != len(body):
        run.problems.append(f"{end['records']} records were sent, {len(body)} arrived")
    elif int(end["crc32"], 16) != zlib.crc32(b"".join(line + b"\n" for line in body)):
        run.problems.append("the records' checksum is wrong: some were changed on the way")


def judge(run, was_restarted):
    """Fills in what is wrong with a run that is read to its end."""
    if not run.head:
        run.problems.append("its beginning is missing")
    elif run.head.get("schema", "").split(".")[0] != SCHEMA_MAJOR:
        run.problems.append(f"its format {run.head.get('schema')} is not known here")
    if run.end and run.records[-1]["rec"] == "end":
        if run.head:
            judge_end(run)
    elif run.end:
        run.problems.append("records follow its end record")
    elif was_restarted:
        run.problems.append(f"it began anew before its end; the last step was {run.last_step}")
    else:
        run.problems.append(f"it was cut off; the last step was {run.last_step}")


def read(data):
    """All runs in these bytes, the first one first."""
    runs, run, damaged = [], Run(), 0

    def close(was_restarted):
        if damaged:
            run.problems.append(f"{damaged} of its lines are damaged")
        if run.records or damaged:
            judge(run, was_restarted)
            runs.append(run)

    for record, line in records_of(data):
        if record is None:
            damaged += 1
            continue
        if record["rec"] == "run" or (run.end and run.records[-1]["rec"] == "end"):
            close(not run.end)
            run, damaged = Run(), 0
        run.records.append(record)
        run.lines.append(line)
    close(False)
    return runs


def choose(runs):
    """The one that is meant: the last that is whole, else the last."""
    whole = [run for run in runs if run.is_whole]
    return (whole or runs)[-1]
