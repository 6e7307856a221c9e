#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""In QEMU's place: sends what the test says through the serial port, and ends as it says.

FAKE_SERIAL names a file, FAKE_EXIT is the exit code, FAKE_STDERR goes to stderr. FAKE_SLEEP are
seconds to go on for after that. FAKE_ARGUMENTS names a file for the command line.
"""

import os
import sys
import time

serial = [word[len("file:"):] for word in sys.argv if word.startswith("file:")]
if "FAKE_ARGUMENTS" in os.environ:
    with open(os.environ["FAKE_ARGUMENTS"], "w", encoding="utf-8") as output:
        output.write("\n".join(sys.argv[1:]))
if serial and "FAKE_SERIAL" in os.environ:
    with open(os.environ["FAKE_SERIAL"], "rb") as source, open(serial[0], "wb") as output:
        # In two parts, cut within a line
        data = source.read()
        output.write(data[:len(data) // 2])
        output.flush()
        time.sleep(0.3)
        output.write(data[len(data) // 2:])
sys.stderr.write(os.environ.get("FAKE_STDERR", ""))
sys.stderr.flush()
time.sleep(float(os.environ.get("FAKE_SLEEP", "0")))
sys.exit(int(os.environ.get("FAKE_EXIT", "0")))
