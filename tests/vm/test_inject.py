# SPDX-License-Identifier: BSD-2-Clause
"""What comes from outside while Muster runs: NMIs and machine checks, from QEMU's monitor."""

import concurrent.futures
import json
import socket
import time

import muster

SOAK = "mps=off iterations=5 only=none.* soak=4"
WAIT_SECONDS = 300

# SDM 3B 16.3.2.2: VAL, UC, EN, ADDRV, PCC; MCG_STATUS: RIPV, MCIP
STATUS, MCG_STATUS, ADDRESS = 0xB6000000_00000135, 0x5, 0x12345000


def read_answer(lines):
    """The answer to a command, events left out. A machine that dies of the command may end QEMU
    before it has answered; what came of it is then for the report to say."""
    try:
        while line := lines.readline():
            answer = json.loads(line)
            assert "error" not in answer, answer
            if "return" in answer:
                return answer
    except ConnectionResetError:
        pass
    return {"return": ""}


def tell(path, command):
    """A command for QEMU's human monitor, by its machine monitor."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        lines = connection.makefile("rw")
        lines.readline()
        for message in ({"execute": "qmp_capabilities"},
                        {"execute": "human-monitor-command",
                         "arguments": {"command-line": command}}):
            lines.write(json.dumps(message) + "\n")
            lines.flush()
            answer = read_answer(lines)
        assert not answer["return"], f"{command}: {answer['return']}"


def run_and_tell(folder, *commands, cpus=4):
    """Muster with a load, and the commands given while the load is on."""
    monitor = folder / "qmp"
    with concurrent.futures.ThreadPoolExecutor() as pool:
        run = pool.submit(muster.run, folder, "--cpus", cpus, "--accel", "tcg",
                          "--qemu-arg", "-qmp",
                          "--qemu-arg", f"unix:{monitor},server=on,wait=off", words=SOAK)
        end = time.monotonic() + WAIT_SECONDS
        while not run.done() and time.monotonic() < end:
            if any(b'"step":"soak"' in log.read_bytes()
                   for log in folder.glob("scratch/*/serial")):
                break
            time.sleep(0.1)
        for command in commands:
            tell(monitor, command)
        return run.result()


def verdict(outcome, name):
    return [check["verdict"] for check in outcome.of("check") if check["name"] == name]


def test_nmi(tmp_path):
    """The board's NMI reaches the boot core alone, which says where it was, and goes on."""
    outcome = run_and_tell(tmp_path, "nmi")
    assert outcome.code == muster.CHECK_FAILED, outcome
    muster.check_whole(outcome)
    fault = outcome.one("fault")
    assert (fault["cpu"], fault["vector"], fault["name"]) == (0, 2, "NMI")
    assert int(fault["pc"], 16) >= int(fault["image_base"], 16)
    assert verdict(outcome, "nmi.unknown") == ["fail"]
    assert verdict(outcome, "soak.calls") == ["pass"], outcome


def test_machine_check_on_another_core(tmp_path):
    outcome = run_and_tell(tmp_path, f"mce 2 1 {STATUS} {MCG_STATUS} {ADDRESS} 0")
    assert outcome.code == muster.CHECK_FAILED, outcome
    muster.check_whole(outcome)
    fault = outcome.one("fault")
    assert (fault["cpu"], fault["vector"]) == (2, 18)
    assert (int(fault["error_code"], 16), int(fault["address"], 16)) == (STATUS, ADDRESS)
    assert verdict(outcome, "fault.none") == ["fail"]


def test_machine_check_on_all_cores(tmp_path):
    outcome = run_and_tell(tmp_path, f"mce -b 0 1 {STATUS} {MCG_STATUS} {ADDRESS} 0")
    assert outcome.code == muster.CRASHED, outcome
    muster.check_whole(outcome)
    assert {fault["vector"] for fault in outcome.of("fault")} == {18}
    assert outcome.one("end")["text"]
