# SPDX-License-Identifier: BSD-2-Clause
"""Muster on a machine of labgrid's: a driver that reads a run from any console, and a strategy that
gets it there. An environment names this file under `imports:`; docs/lab.md says how."""

import enum
import pathlib
import sys
import time

import attr
from labgrid.driver.common import Driver
from labgrid.factory import target_factory
from labgrid.protocol import ConsoleProtocol, PowerProtocol
from labgrid.step import step
from labgrid.strategy import Strategy, StrategyError
from pexpect import EOF, TIMEOUT

TOOLS = str(pathlib.Path(__file__).resolve().parents[1])
if TOOLS not in sys.path:
    sys.path.append(TOOLS)

from results import log  # noqa: E402

END = b'{"rec":"end"'
AT_ONCE = 4096  # bytes; a console over TCP would else give one at a time
PATIENCE = 0.2  # seconds for these

a_string = attr.validators.instance_of(str)
a_number = attr.validators.instance_of((int, float))


def has_ended(data):
    """Whether a run that began in these bytes came to its end. What is left of another, from before
    the machine was switched on, does not count."""
    last = data.rfind(END)
    if last < 0 or b"\n" not in data[last:]:
        return False
    runs = log.read(data)
    return bool(runs) and bool(runs[-1].head) and bool(runs[-1].end)


@target_factory.reg_driver
@attr.s(eq=False)
class MusterDriver(Driver):
    """Reads one run. Muster must send records: format=both or format=json.

    Args:
        prompt (str): where Muster is started from a UEFI shell: a pattern for its prompt
        command (str): what is typed there: "fs0:muster.efi format=both exit=reset"
        timeout (float): seconds from the start of the machine to the end of the run
    """

    bindings = {"console": ConsoleProtocol}
    prompt = attr.ib(default="", validator=a_string)
    command = attr.ib(default="", validator=a_string)
    timeout = attr.ib(default=300, validator=a_number)

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self.data = b""  # all that came from the console

    def _type(self, deadline):
        """The command, at the shell's prompt. False where there is none in time."""
        try:
            _, before, _, after = self.console.expect(
                self.prompt, timeout=max(0, deadline - time.monotonic()))
        except (TIMEOUT, EOF):
            return False
        self.data += before + after
        self.console.write(self.command.encode("ascii") + b"\r")
        return True

    def _listen(self, deadline):
        """Until the run ended. False where it did not in time."""
        while time.monotonic() < deadline:
            try:
                data = self.console.read(size=AT_ONCE, timeout=PATIENCE)
            except TIMEOUT:
                continue
            if not data:  # its other side is gone, and may come back
                time.sleep(PATIENCE)
                continue
            self.data += data
            if has_ended(self.data):
                return True
        return False

    def _judge(self, problem):
        runs = log.read(self.data)
        run = runs[-1] if runs else log.Run(problems=["no record of Muster's arrived"])
        if problem:
            run.problems.append(problem)
        return run

    @Driver.check_active
    @step(result=True)
    def run(self):
        """The run (tools/results/log.py) of a machine that has just been switched on: whole or not."""
        self.data = b""
        deadline = time.monotonic() + self.timeout
        if self.prompt and not self._type(deadline):
            return self._judge(f"no prompt {self.prompt!r} within {self.timeout} s")
        ended = self._listen(deadline)
        return self._judge("" if ended else f"no end within {self.timeout} s")


class Status(enum.Enum):
    """Where a machine is."""

    unknown = 0
    off = 1
    written = 2
    done = 3


@target_factory.reg_driver
@attr.s(eq=False)
class MusterStrategy(Strategy):
    """Writes what the machine boots from, where the lab can; switches it on; reads the run.

    `written` wants a driver that writes to the medium, which knows the image by its `image:`, and
    where the medium is switched between machine and lab, the one that does it.
    """

    bindings = {
        "power": PowerProtocol,
        "muster": "MusterDriver",
        "storage": {"USBStorageDriver", None},
        "mux": {"USBSDMuxDriver", "USBSDWireDriver", None},
    }
    status = attr.ib(default=Status.unknown)

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self.run = None  # of the last time that it was done
        self.is_written = False

    def _off(self):
        self.target.activate(self.power)
        self.power.off()

    def _mux(self, side):
        if self.mux:
            self.target.activate(self.mux)
            self.mux.set_mode(side)

    def _written(self):
        self._off()
        if self.storage:
            self._mux("host")
            self.target.activate(self.storage)
            self.storage.write_image()
            self.target.deactivate(self.storage)
        self._mux("dut")
        self.is_written = True

    def _done(self):
        if self.is_written:
            self._off()
        else:
            self._written()
        self.target.activate(self.muster)
        self.power.on()
        self.run = self.muster.run()

    @step(args=["status"])
    def transition(self, status, *, step):  # pylint: disable=redefined-outer-name
        """To a state. `done` always runs anew."""
        if not isinstance(status, Status):
            status = Status[status]
        steps = {Status.off: self._off, Status.written: self._written, Status.done: self._done}
        if status not in steps:
            raise StrategyError(f"there is no way to {status}")
        self.status = Status.unknown
        steps[status]()
        self.status = status
