# SPDX-License-Identifier: BSD-2-Clause
"""tools/floors.py over small trees: each rule refuses what it is for, and only that."""

import pathlib
import subprocess
import sys

import pytest

TOOL = pathlib.Path(__file__).parent.parent / "tools" / "floors.py"
SPDX = "/* SPDX-License-Identifier: BSD-2-Clause */\n"

# Headers that the includes of the cases lead to.
HEADERS = (
    "include/span.h",
    "include/smp.h",
    "include/arch.h",
    "include/report.h",
    "smp/cpu.h",
    "smp/x86_64/apic.h",
    "smp/x86_64/arch_inline.h",
    "trampoline/x86_64/layout.h",
    "include/display.h",
    "report/json.h",
    "screen/canvas.h",
    "acpi/table.h",
)


def put(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def function(name, lines):
    """A function of so many lines, signature and braces included."""
    return f"void {name}(int a,\n\t  int b)\n{{\n" + "\ta = b;\n" * (lines - 4) + "}\n"


@pytest.fixture
def run(tmp_path):
    for header in HEADERS:
        put(tmp_path, header, SPDX)

    def run_over(files):
        for path, text in files.items():
            put(tmp_path, path, text)
        done = subprocess.run(
            [sys.executable, TOOL, tmp_path], capture_output=True, text=True, check=False
        )
        lines = done.stdout.splitlines()
        assert lines[-1].startswith("floors: ")
        assert done.returncode == (1 if lines[:-1] else 0)
        return lines[:-1], lines[-1]

    return run_over


REFUSED = [
    ("lib/a.c", '#include "smp.h"\n#include "cpu.h"\n', "include", 3),
    ("lib/a.c", "#include <string.h>\n", "include", 2),
    ("acpi/a.c", '#include "json.h"\n', "include", 2),
    ("acpi/a.c", "#include <efi.h>\n", "include", 2),
    ("acpi/a.c", "#include <libfdt.h>\n", "include", 2),
    ("dt/a.c", '#include "table.h"\n', "include", 2),
    ("smp/a.c", "#include <efilib.h>\n", "include", 2),
    ("smp/a.c", '#include "apic.h"\n', "include", 2),
    ("smp/a.c", '#include "x86_64/apic.h"\n', "include", 2),
    ("smp/a.h", '#include "layout.h"\n', "include", 2),
    ("bench/a.c", '#include "../smp/x86_64/apic.h"\n', "include", 2),
    ("report/a.c", '#include "apic.h"\n', "include", 2),
    ("report/a.c", '#include "cpu.h"\n', "include", 2),
    ("report/a.c", '#include "smp.h"\n', "include", 2),
    ("screen/a.c", '#include "json.h"\n', "include", 2),
    ("screen/a.c", '#include <arch.h>\n', "include", 2),
    ("screen/a.c", '#include "smp.h"\n', "include", 2),
    ("bench/a.c", '#include "display.h"\n', "include", 2),
    ("report/a.c", '#include "canvas.h"\n', "include", 2),
    ("lib/a.c", "#ifdef __x86_64__\nint a;\n#endif\n", "condition", 2),
    ("smp/a.c", "int a;\n#if 1\n#endif\n", "condition", 3),
    ("smp/a.h", "#ifndef A_H\n#define B_H\n#endif\n", "condition", 2),
    ("report/a.c", "#ifndef A\n#define A\n#endif\n", "condition", 2),
    ("efi/a.c", function("long_one", 61), "function-length", 2),
    ("smp/x86_64/a.c", function("short_one", 5) + "\n" + function("long_one", 61),
     "function-length", 8),
    ("bench/a.c", "int a;\n" * 399, "file-length", 1),
    ("trampoline/x86_64/a.S", "nop\n" * 399, "file-length", 1),
    ("smp/a.c", "void f(void)\n{\n\tfor (;;)\n\t\ta();\n}\n", "wait", 4),
    ("smp/a.c", "void f(void)\n{\n\twhile (1) {\n\t\ta();\n\t}\n}\n", "wait", 4),
    ("smp/a.c", "void f(void)\n{\n\twhile (!ready)\n\t\t;\n}\n", "wait", 4),
    ("smp/a.c", "void f(void)\n{\n\twhile (!ready);\n}\n", "wait", 4),
    ("smp/x86_64/a.c", "void f(void)\n{\n\twhile (!ready)\n\t\tarch_relax();\n}\n", "wait", 4),
    ("bench/a.c", "void f(void)\n{\n\twhile (!a()) {\n\t\tcpu_pause();\n\t}\n}\n", "wait", 4),
]


@pytest.mark.parametrize("path, text, rule, line", REFUSED)
def test_refused(run, path, text, rule, line):
    violations, summary = run({path: SPDX + text})
    assert len(violations) == 1, violations
    assert violations[0].startswith(f"{path}:{line}: {rule}: ")
    assert summary.endswith(" 1 violations")


TAKEN = [
    ("lib/a.c", '#include <stdint.h>\n#include "span.h"\n#include "b.h"\n'),
    ("acpi/a.c", '#include "table.h"\n'),
    ("dt/a.c", "#include <libfdt.h>\n"),
    ("efi/a.c", "#include <efi.h>\n#if 1\n#endif\n"),
    ("smp/a.c", '#include <arch.h>\n#include "arch_inline.h"\n#include "cpu.h"\n'),
    ("smp/x86_64/a.c", '#include "apic.h"\n#include "layout.h"\n#if 1\n#endif\n'),
    ("bench/a.c", '#include "smp.h"\n#include "cpu.h"\n'),
    ("report/a.c", '#include "json.h"\n#include "report.h"\n'),
    ("screen/a.c", '#include "canvas.h"\n#include "display.h"\n'),
    ("lib/a.h", "#ifndef A_H\n#define A_H\n#endif\n"),
    ("efi/a.c", function("just_right", 60)),
    ("bench/a.c", "int a;\n" * 398),
    ("smp/a.c", "void f(void)\n{\n\tfor (;;) /* endless: idle */\n\t\ta();\n}\n"),
    ("smp/a.c", "void f(void)\n{\n\twhile (!ready && !deadline_passed(&d))\n\t\trelax();\n}\n"),
    ("smp/a.c", "void f(void)\n{\n\tdo\n\t\ta();\n\twhile (b);\n}\n"),
    ("smp/a.c", "void f(void)\n{\n\tdo {\n\t\ta();\n\t} while (b);\n}\n"),
    ("smp/a.c", "void f(void)\n{\n\twhile (a)\n\t\ta = b();\n}\n"),
    ("efi/a.c", "void f(void)\n{\n\tfor (;;)\n\t\ta();\n}\n"),
    ("tests/unit/a.c", "#include <stdio.h>\n#if 1\n#endif\n" + "int a;\n" * 500),
]


@pytest.mark.parametrize("path, text", TAKEN)
def test_taken(run, path, text):
    violations, _ = run({path: SPDX + text, "lib/b.h": SPDX})
    assert violations == []


@pytest.mark.parametrize(
    "path", ["efi/a.c", "Makefile", "tools/a.py", "run.sh", "tests/host.mk", "trampoline/a.S"]
)
def test_every_source_has_a_licence(run, path):
    violations, _ = run({path: "one line\n"})
    assert len(violations) == 1 and violations[0].startswith(f"{path}:1: licence: ")


def test_generated_files_do_not_count(run):
    violations, _ = run({"build/lib/a.c": "#include <string.h>\n"})
    assert violations == []


def test_functions_are_counted(run):
    text = SPDX + "".join(function(f"f{size}", size) + "\n" for size in (5, 9, 20))
    text += "struct a {\n\tint b;\n};\n\nstatic const int c[] = {\n\t1,\n};\n"
    _, summary = run({"lib/a.c": text})
    assert "3 functions of 9 lines in the median and 20 at most" in summary


def test_an_architecture_may_not_outgrow_its_share(run):
    """All of its files together, and not those of the other, or of what it has elsewhere."""
    half = SPDX + "int a;\n" * 299
    files = {f"smp/aarch64/{name}": half for name in ("a.c", "b.h", "c.c", "d.S")}
    files |= {"smp/x86_64/a.c": half, "efi/aarch64/a.c": half, "trampoline/aarch64/b.mk": half}
    files = {path: text if path.endswith((".c", ".h", ".S")) else f"# {text}"
             for path, text in files.items()}
    last = SPDX + "int a;\n" * 359
    assert run({**files, "trampoline/aarch64/a.S": last})[0] == []
    assert run({"trampoline/aarch64/a.S": last + "int b;\n"})[0] == [
        "smp/aarch64:1: architecture-length: with trampoline/aarch64 1561 lines; at most 1560"]


SAMPLE = "static bool %s(struct run *run, unsigned int round, ticks *ret_span)\n{\n\treturn %s;\n}\n"


@pytest.mark.parametrize("callee", ["report_progress(run)", "budget_breathe(run)", "arena_take(run)"])
def test_samples_are_taken_in_silence(run, callee):
    """Also where another file's function is what prints."""
    deep = SPDX + "bool deep(void)\n{\n\treturn deeper();\n}\n"
    deeper = SPDX + "bool deeper(void)\n{\n\treturn deep() || %s;\n}\n"
    wrong, _ = run({"bench/a.c": SPDX + SAMPLE % ("sample", "deep()"), "smp/b.c": deep,
                    "bench/c.c": deeper % callee})
    assert wrong == [f"bench/a.c:2: sample: sample() takes samples, and comes to "
                     f"{callee.split('(')[0]}() while it does"]
    assert run({"bench/c.c": deeper % "other()"})[0] == []


def test_a_tree_without_sources_is_refused(tmp_path):
    done = subprocess.run([sys.executable, TOOL, tmp_path], capture_output=True, check=False)
    assert done.returncode == 1
