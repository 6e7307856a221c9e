# SPDX-License-Identifier: BSD-2-Clause
"""The result that a run left in the UEFI variable: docs/results.md."""

import json
import re
import zlib

PATH = "/sys/firmware/efi/efivars/Muster-3f0e7b52-7c1e-4d0b-9a43-6d7573746572"
ATTRIBUTES = (7).to_bytes(4, "little")  # efivarfs puts them first: NV, BS, RT
SCHEMA = 1
SUM = re.compile(rb',"crc32":"([0-9a-f]{8})"}$')
FIGURES = {"bringup_ns": "bring-up of all cores", "ipi_rtt_ns": "interrupt and its answer",
           "call_single_ns": "call to one core", "call_all_ns": "call to all cores"}

TEXTS = ("muster", "state", "step", "result", "text", "arch", "board", "words", "check", "fault")
COUNTS = ("listed", "online", "passed", "failed", "skipped", "elapsed_ms")
EMPTY = {**dict.fromkeys(TEXTS, ""), **dict.fromkeys(COUNTS, 0), **dict.fromkeys(FIGURES)}


class Wrong(Exception):
    """A sentence: it is no result, or not a whole one."""


def read(data):
    """The members of a variable, with its attributes or without, or of a collected file."""
    line = data.removeprefix(ATTRIBUTES).rstrip(b"\n")
    found = SUM.search(line)
    if not found:
        raise Wrong("it does not end in a checksum, as a result of Muster's does")
    if int(found.group(1), 16) != zlib.crc32(line[:found.start()]):
        raise Wrong("its checksum is wrong, so it was changed or cut")
    try:
        kept = json.loads(line)
    except ValueError as error:
        raise Wrong(f"it is no JSON: {error}") from error
    if kept.get("schema") != SCHEMA:
        raise Wrong(f"schema {kept.get('schema')} is not known here")
    return {**EMPTY, **kept}


def passed(kept):
    return kept["state"] == "done" and kept["result"] == "pass"


def how_it_ended(kept):
    if kept["state"] == "done":
        return kept["result"] + (f" ({kept['text']})" if kept["text"] else "")
    if kept["state"] == "crashed":
        return f"crashed at step '{kept['step']}'"
    return f"in progress, or crashed, at step '{kept['step']}': no end was noted"


def lines(kept):
    yield f"result      {how_it_ended(kept)}"
    if kept["fault"]:
        yield f"fault       {kept['fault']}"
    yield f"program     {kept['muster']} for {kept['arch']}"
    yield f"board       {kept['board'] or 'not known'}"
    yield f"words       {kept['words'] or 'none'}"
    yield f"cores       {kept['online']} of {kept['listed']} online"
    first = f", first {kept['check']}" if kept["check"] else ""
    yield (f"checks      {kept['passed']} passed, {kept['failed']} failed, "
           f"{kept['skipped']} skipped{first}")
    yield f"elapsed     {kept['elapsed_ms'] / 1000:.1f} s"
    for key, text in FIGURES.items():
        if kept[key] is not None:
            yield f"{text:26}{kept[key]:>12} ns"
