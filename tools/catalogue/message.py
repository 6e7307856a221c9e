# SPDX-License-Identifier: BSD-2-Clause
"""A message as the sources hold it."""

import re
from dataclasses import dataclass

GAP = "…"  # what stands there is only known when it is said
FORMAT = re.compile(r"%(?:%|[-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z])")


@dataclass(frozen=True)
class Message:
    """One message, or check, or rule: what it is called in the catalogue, and where it was found."""

    group: str
    text: str
    place: str  # file:line
    verdicts: tuple = ()  # of a check: what it may come to, besides pass


def of_format(text):
    """The pattern of what printf makes of it."""
    return tidy(FORMAT.sub(lambda found: "%" if found[0] == "%%" else GAP, text))


def tidy(text):
    """On one line; gaps that touch are one."""
    text = re.sub(rf"{GAP}(?:{GAP})+", GAP, text)
    return " ".join(text.split())


def says_something(text):
    """Not only what is filled in, behind the name of who says it."""
    return bool(re.search(r"[A-Za-z]{3}", re.sub(r"^[\w./-]+: ", "", text)))


def regex_of(text):
    """What such a message looks like when it is said."""
    return re.compile(".*?".join(re.escape(part) for part in text.split(GAP)), re.DOTALL)
