#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A rack of virtual machines: for each a switched socket and a serial console over TCP that is there
whether the machine is on or not, as a terminal server has it.

    machines.py FILE    a JSON object: the QEMU command of each machine, by its name

The first line on standard output is a JSON object: {"power": PORT, "consoles": {NAME: PORT}}. The
socket of the machine number N answers to GET and PUT of /N, with 0 or 1 (labgrid's model `rest`).
It ends, and with it all machines, when standard input does.
"""

import asyncio
import contextlib
import json
import sys


class Machine:
    """Its serial port is QEMU's standard input and output."""

    def __init__(self, command):
        self.command, self.process, self.pump, self.clients = command, None, None, set()

    @property
    def is_on(self):
        return self.process is not None and self.process.returncode is None

    async def switch_on(self):
        if not self.is_on:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
            self.pump = asyncio.create_task(self.send(self.process.stdout))

    async def switch_off(self):
        if self.is_on:
            self.process.kill()
            await self.process.wait()
            await self.pump

    async def send(self, output):
        """To all that listen; where nobody does it is lost."""
        while data := await output.read(4096):
            for client in list(self.clients):
                client.write(data)

    async def serve(self, reader, writer):
        self.clients.add(writer)
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4096):
                if self.is_on:
                    self.process.stdin.write(data)
        self.clients.discard(writer)
        writer.close()


class Power:
    """As much of HTTP as a switched socket needs."""

    def __init__(self, machines):
        self.machines = machines

    async def answer(self, method, path, body):
        number = path.strip("/")
        if not number.isdigit() or int(number) >= len(self.machines):
            return "404 Not Found", ""
        machine = self.machines[int(number)]
        if method == "PUT":
            await (machine.switch_on() if body == b"1" else machine.switch_off())
        return "200 OK", str(int(machine.is_on))

    async def serve(self, reader, writer):
        method, path, _ = (await reader.readline()).decode("ascii").split()
        length = 0
        while line := (await reader.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        status, text = await self.answer(method, path, await reader.readexactly(length))
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(text)}\r\n"
                     f"Connection: close\r\n\r\n{text}".encode("ascii"))
        await writer.drain()
        writer.close()


async def listen(serve):
    """The port of a server on this host."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        machines = {name: Machine(command) for name, command in json.load(file).items()}
    servers = {name: await listen(machine.serve) for name, machine in machines.items()}
    power, power_port = await listen(Power(list(machines.values())).serve)
    print(json.dumps({"power": power_port,
                      "consoles": {name: port for name, (_, port) in servers.items()}}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    power.close()
    for machine in machines.values():
        await machine.switch_off()


asyncio.run(main())
