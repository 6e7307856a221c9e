# SPDX-License-Identifier: BSD-2-Clause
"""A virtual machine with somebody at its serial console, as run.sh has none."""

import os
import re
import select
import shutil
import subprocess
import time

import muster

ESCAPES = re.compile(rb"\x1b\[[0-9;=?]*[A-Za-z]")
PATIENCE = 150  # seconds for what takes 10 on a host that does nothing else

MACHINES = {
    "x86_64": (["-machine", "q35", "-device", "VGA"],
               "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd",
               ["-drive", "if=ide,index=0,format=raw,file={}"]),
    "aarch64": (["-machine", "virt"],
                "/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd",
                ["-drive", "if=none,id=disk,format=raw,file={}",
                 "-device", "virtio-blk-pci,drive=disk"]),
}


class Shell:
    """QEMU with a disk image, or a program and its words; at the end of the with it is stopped."""

    def __init__(self, folder, image=None, kernel=None, words="", arch="x86_64"):
        machine, code, variables, disk = MACHINES[arch]
        shutil.copy(variables, folder / "vars.fd")
        self.command = [
            f"qemu-system-{arch}", *machine, "-accel", "tcg", "-cpu", "max", "-smp", "2",
            "-m", "512", "-nodefaults", "-no-user-config", "-nic", "none", "-display", "none",
            "-serial", "stdio", "-no-reboot",
            "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={code}",
            "-drive", f"if=pflash,format=raw,unit=1,file={folder / 'vars.fd'}"]
        if image:
            self.command += [part.format(image) for part in disk]
        if kernel:
            self.command += ["-kernel", str(kernel), "-append", words]
        self.heard = b""

    def __enter__(self):
        self.qemu = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_):
        self.qemu.kill()
        self.qemu.communicate()

    def send(self, keys):
        """Key by key, as the firmware drops what comes too fast."""
        for key in keys.encode():
            self.qemu.stdin.write(bytes([key]))
            self.qemu.stdin.flush()
            time.sleep(0.02)

    def wait_for(self, *wanted):
        """What was said up to one of these, and which; what follows is left for the next."""
        end = time.monotonic() + PATIENCE
        patterns = [re.compile(one.encode()) for one in wanted]
        while True:
            text = ESCAPES.sub(b"", self.heard)
            found = [(match.end(), number) for number, pattern in enumerate(patterns)
                     if (match := pattern.search(text))]
            if found:
                length, number = min(found)
                self.heard = text[length:]
                return text[:length].decode("latin-1").replace("\r", ""), number
            left = end - time.monotonic()
            ready = left > 0 and select.select([self.qemu.stdout], [], [], left)[0]
            more = os.read(self.qemu.stdout.fileno(), 65536) if ready else b""
            assert more, f"{wanted} did not come, but: {text.decode('latin-1')[-3000:]}"
            self.heard += more

    def command_line(self, words):
        """What a command of the UEFI shell says, and %lasterror% behind it."""
        self.send(words + "\r")
        said, _ = self.wait_for(PROMPT)
        return said, self.last_error()

    def last_error(self):
        self.send("echo %lasterror%\r")
        self.wait_for(r"echo %lasterror%\s")
        said, _ = self.wait_for(PROMPT)
        return int(re.search(r"0x[0-9A-Fa-f]+", said).group(), 16)

    def at_prompt(self):
        """Goes through the start-up, and waits until commands can be typed."""
        self.wait_for("any other key to continue")
        self.send("\r")
        return self.wait_for(PROMPT)[0]


PROMPT = r"(FS0:\\[^>\n]*|Shell)> $"


def make_image(folder, program, words, files):
    """A volume by tools/image.sh, and more files on it: bytes, or a path to copy."""
    image = folder / "shell.img"
    subprocess.run([muster.ROOT / "tools" / "image.sh", program, image, *words.split()], check=True)
    environment = {**os.environ, "MTOOLS_SKIP_CHECK": "1"}
    made = set()
    for name, content in files.items():
        source = content
        if isinstance(content, bytes):
            source = folder / "content"
            source.write_bytes(content)
        parents = name.split("/")[:-1]
        for depth in range(1, len(parents) + 1):
            directory = "/".join(parents[:depth])
            if directory not in made and directory not in ("EFI", "EFI/muster"):
                subprocess.run(["mmd", "-i", image, f"::{directory}"], env=environment, check=True)
            made.add(directory)
        subprocess.run(["mcopy", "-o", "-i", image, source, f"::{name}"], env=environment,
                       check=True)
    return image


def file_on(image, name):
    """What a file on the volume holds after the machine wrote to it."""
    return subprocess.run(["mtype", "-i", image, f"::{name}"], capture_output=True, check=True,
                          env={**os.environ, "MTOOLS_SKIP_CHECK": "1"}).stdout
