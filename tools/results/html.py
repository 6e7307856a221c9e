# SPDX-License-Identifier: BSD-2-Clause
"""A page that shows a run, in one file that needs nothing else: to open, or to attach."""

import html

from . import plots, report
from .show import label_of, show_value

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .6rem; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child, .words th, .words td { text-align: left; }
.numbers td { white-space: nowrap; } .wide { overflow-x: auto; }
.verdict { display: inline-block; padding: .2rem .7rem; border: 2px solid; font-weight: bold; }
.pass { color: #14602b; } .fail, .error, .incomplete { color: #a11212; }
.skip, .warning { color: #7a5200; } .note { color: #444; }
figure { margin: 1rem 0; } figcaption { color: #444; } svg { max-width: 100%; height: auto; }
"""

VERDICT_WORDS = {"pass": "PASS", "fail": "FAIL", "skip": "SKIP", "incomplete": "INCOMPLETE"}


def quote(value):
    return html.escape(str(value))


def cells(kind, row, classes=""):
    inner = "".join(f"<{kind}>{quote(cell)}</{kind}>" for cell in row)
    return f"<tr class='{classes}'>{inner}</tr>"


def table(heading, rows, kind):
    """rows: (class, cells); kind: words or numbers"""
    body = "\n".join(cells("td", row, classes) for classes, row in rows)
    return (f"<div class='wide'><table class='{kind}'>\n{cells('th', heading)}\n{body}\n"
            "</table></div>")


def head(run):
    verdict = run.verdict
    yield f"<h1>Muster <span class='verdict {verdict}'>{VERDICT_WORDS[verdict]}</span></h1>"
    for line in report.head(run):
        yield f"<p>{quote(line)}</p>"
    for line in report.ending(run):
        kind = "incomplete" if line.startswith("INCOMPLETE") else ""
        yield f"<p class='{kind}'>{quote(line)}</p>"


def troubles(run):
    """What is not as it should be, first."""
    rows = [(finding["severity"], (finding["severity"], finding["rule"], finding["text"]))
            for finding in run.of("finding")]
    rows += [("fail", ("fault", f"core {fault['cpu']}", f"{fault['name']} at {fault['pc']}"))
             for fault in run.of("fault")]
    rows += [(check["verdict"], (check["verdict"], check["name"], check["text"]))
             for check in run.of("check") if check["verdict"] != "pass"]
    if rows:
        yield "<h2>Findings, and checks that did not pass</h2>"
        yield table(("", "where", "what"), rows, "words")


def figures(run):
    stats = [stat for stat in run.of("stat") if stat["n"]]
    if not stats:
        return
    yield "<h2>Figures</h2>"
    rows = []
    for stat in stats:
        values = [show_value(stat[key], stat["unit"])
                  for key in ("min", "p50", "p90", "p99", "p99_9", "max")]
        rows.append(("", (label_of(stat), stat["cpus"], stat["n"], *values, interval(stat))))
    yield table(("name", "cores", "n", "min", "p50", "p90", "p99", "p99.9", "max", "p50 within"),
                rows, "numbers")


def interval(stat):
    low, high = stat.get("p50_low"), stat.get("p50_high")
    if low is None:
        return "-"
    half = max(stat["p50"] - low, high - stat["p50"])
    return f"±{half * 100 / stat['p50']:.1f} %" if stat["p50"] else "-"


def drawings(run):
    for title, caption, svg in plots.of_run(run):
        yield (f"<h2>{quote(title)}</h2>\n<figure>{svg}\n"
               f"<figcaption>{quote(caption)}</figcaption></figure>")


def checks(run):
    passed = [check for check in run.of("check") if check["verdict"] == "pass"]
    if passed:
        yield f"<details><summary>{len(passed)} checks passed</summary>"
        rows = [("", (check["name"], check["text"])) for check in passed]
        yield table(("name", "what"), rows, "words")
        yield "</details>"


def text(runs):
    title = "Muster: " + ", ".join(VERDICT_WORDS[run.verdict] for run in runs)
    parts = ["<!DOCTYPE html>", "<html lang='en'><head><meta charset='utf-8'>",
             "<meta name='viewport' content='width=device-width, initial-scale=1'>",
             f"<title>{quote(title)}</title><style>{STYLE}</style></head><body>"]
    for run in runs:
        for section in (head, troubles, drawings, figures, checks):
            parts += section(run)
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"
