# SPDX-License-Identifier: BSD-2-Clause
"""For labgrid: a machine that says what stands in a file when it is switched on, and a card of it
that a lab writes to. What is done to them is kept in `done`."""

import attr
from labgrid.driver.common import Driver
from labgrid.driver.consoleexpectmixin import ConsoleExpectMixin
from labgrid.factory import target_factory
from labgrid.protocol import ConsoleProtocol, PowerProtocol
from pexpect import TIMEOUT


@target_factory.reg_driver
@attr.s(eq=False)
class PlaybackDriver(ConsoleExpectMixin, Driver, PowerProtocol, ConsoleProtocol):
    """With `prompt` it waits for a line of input behind that first."""

    file = attr.ib(validator=attr.validators.instance_of(str))
    prompt = attr.ib(default="", validator=attr.validators.instance_of(str))
    leftover = attr.ib(default="", validator=attr.validators.instance_of(str))
    linesep = attr.ib(default="\n")

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self.txdelay, self.typed, self.done = None, b"", []
        self.output = self.leftover.encode()

    def on(self):
        self.done.append("on")
        self.output += self.prompt.encode() or self.contents()

    def off(self):
        self.done.append("off")

    def cycle(self):
        self.off()
        self.on()

    def contents(self):
        with open(self.file, "rb") as file:
            return file.read()

    def _read(self, size=1, timeout=0.0, max_size=None):
        data, self.output = self.output[:100], self.output[100:]
        if not data:
            raise TIMEOUT("nothing")
        return data

    def _write(self, data):
        self.typed += data
        if data.endswith(b"\r"):
            self.output += self.contents()
        return len(data)


@target_factory.reg_driver
@attr.s(eq=False)
class PlaybackStorageDriver(Driver):
    """The card, and the switch between machine and lab."""

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        self.done = []

    def set_mode(self, mode):
        self.done.append(mode)

    def write_image(self):
        self.done.append("write")
