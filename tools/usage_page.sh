#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Makes muster-run(1) of the usage text at the head of run.sh, which comes in by standard input.
#
#     usage_page.sh VERSION <run.sh
set -eu
cat <<HEAD
.\\" SPDX-License-Identifier: BSD-2-Clause
.TH MUSTER\\-RUN 1 "" "muster $1" "User Commands"
.SH NAME
muster\\-run \\- boot muster.efi in a virtual machine and show its report
.SH SYNOPSIS
.B muster\\-run
.RI [ OPTION ...]
.RB [ \\-\\- " \\fIWORD\\fR...]"
.SH DESCRIPTION
Boots Muster in QEMU with OVMF or AAVMF, or in Bochs, shows the report on standard output, and says
by its exit code how it ended. WORDs are those of
.BR muster (8).
In the source tree it is run.sh, which also installs what is missing and builds the program.
.SH OPTIONS
HEAD
sed -n '3,/^set /{/^#/s/^# \{0,1\}//p}' | awk '
function roff(text) { gsub(/\\/, "\\\\", text); gsub(/-/, "\\-", text); return text }
/^  -/ {
    # Options, two blanks or more, what they mean; without the column of defaults
    line = substr($0, 3)
    at = match(line, /  +/)
    if (at) {
        print ".TP\n.B " roff(substr(line, 1, at - 1))
        rest = substr(line, at); sub(/^ +/, "", rest); gsub(/  +/, " ", rest)
        print roff(rest)
    } else {
        at = match(line, / [a-z]/); print ".TP\n.B " roff(substr(line, 1, at - 1)); print roff(substr(line, at + 1))
    }
    next
}
/^Exit code:/ { print ".SH EXIT STATUS"; inside = 1; sub(/^Exit code: /, "") }
inside { print roff($0) }
'
cat <<'TAIL'
.SH SEE ALSO
.BR muster (1),
.BR muster (8),
.BR qemu\-system\-x86_64 (1)
TAIL
