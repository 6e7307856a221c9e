# SPDX-License-Identifier: BSD-2-Clause
"""JUnit's XML, as Jenkins and GitLab read it: a case for each check, an error where a run is not
whole. What the machine was stands in the properties, what it said besides in system-out."""

import re
import xml.etree.ElementTree as xml

from . import report

# XML 1.0 has no way to say these
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")


def clean(text):
    return FORBIDDEN.sub("?", text)


def properties(run):
    first = run.head
    yield from ((key, first[key]) for key in ("version", "schema", "arch", "hypervisor", "options")
                if key in first)
    for group in ("firmware", "cpu"):
        yield from ((f"{group}.{key}", value) for key, value in first.get(group, {}).items())
    yield from ((key, str(value)) for key, value in run.first("bringup").items() if key != "rec")


def add_case(suite, check):
    group, _, name = check["name"].partition(".")
    case = xml.SubElement(suite, "testcase", classname=f"muster.{group}", name=name or group)
    text = clean(check["text"])
    if check["verdict"] == "fail":
        xml.SubElement(case, "failure", message=text).text = text
    elif check["verdict"] == "skip":
        xml.SubElement(case, "skipped", message=text)
    else:
        xml.SubElement(case, "system-out").text = text


def numbered(checks):
    """A check of a name that was there before gets a number, as names of cases are unique."""
    seen = {}
    for check in checks:
        seen[check["name"]] = count = seen.get(check["name"], 0) + 1
        yield check if count == 1 else {**check, "name": f"{check['name']} {count}"}


def suite_of(run):
    checks = list(numbered(run.of("check")))
    verdicts = [check["verdict"] for check in checks]
    suite = xml.Element(
        "testsuite", name="muster", tests=str(len(checks) + bool(run.problems)),
        failures=str(verdicts.count("fail")), skipped=str(verdicts.count("skip")),
        errors=str(int(bool(run.problems))),
        time=f"{run.end.get('elapsed_ns', 0) / 1e9:.3f}")
    group = xml.SubElement(suite, "properties")
    for name, value in properties(run):
        xml.SubElement(group, "property", name=name, value=clean(str(value)))
    for check in checks:
        add_case(suite, check)
    if run.problems:
        case = xml.SubElement(suite, "testcase", classname="muster.run", name="complete")
        xml.SubElement(case, "error", message=clean(run.problems[0])).text = clean(
            "\n".join(run.problems))
    xml.SubElement(suite, "system-out").text = clean("\n".join(report.lines(run)))
    return suite


def document(suites):
    xml.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(suites, "unicode") + "\n"


def text(runs):
    suites = xml.Element("testsuites")
    suites.extend(suite_of(run) for run in runs)
    return document(suites)
