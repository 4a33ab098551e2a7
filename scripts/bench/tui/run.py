"""Measures the screen of cpadev on a 200 x 60 pseudo-terminal that is read at full speed.

Keys: Down and Up move the mark in the list of services; the time from the key press to the end of the frame in which
the mark has moved. The end of a frame is known because this terminal reports support for synchronized output.
Frames: the CPU time that the program reports in CPADEV_FRAME_LOG: `u` is the update of the model, `v` rendering and
diffing, `d` writing; a frame is a `v` with the `u` before it and the `d` after it, if any.
Quiet: an idle stack; the bytes written and the CPU time of all threads.
"""

import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lib"))
from smallstack import SmallStack  # noqa: E402
from terminal import Terminal  # noqa: E402

KEYS = int(os.environ.get("KEYS", "400"))
QUIET = float(os.environ.get("QUIET", "30"))
RATE = int(os.environ.get("RATE", "100000"))
MARK = "▸".encode()
FRAME_END = b"\x1b[?2026l"
IDLE = ["sh", "-c", "exec sleep 100000"]


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def processor_time(pid):
    """Returns the CPU seconds of all threads. Source: the kernel's sched-stats.rst."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def attach(stack, frames=None):
    environment = dict(stack.environment)
    if frames:
        environment["CPADEV_FRAME_LOG"] = frames
    terminal = Terminal(stack.command + ["up"], environment, 200, 60, [Terminal.SYNCHRONIZED, Terminal.DARK])
    terminal.wait_for("ready")
    terminal.pump(1.5)
    return terminal


def leave(terminal):
    terminal.send(b"q")
    terminal.pump(0.2)
    terminal.send(b"d")
    code = terminal.wait()
    if code or terminal.left_behind():
        raise SystemExit(f"exited with {code} and left behind {terminal.left_behind()}")


def until_painted(terminal, key, synchronized):
    """Returns the seconds from a key press to the end of the frame that shows its effect."""
    seen = bytearray()
    started = time.perf_counter()
    terminal.send(key)
    while time.perf_counter() - started < 5:
        seen += terminal.read(1)
        place = seen.find(MARK)
        if place >= 0 and (not synchronized or FRAME_END in seen[place:]):
            return time.perf_counter() - started
    raise SystemExit(f"no mark within 5 s after {key!r}")


def keys(terminal):
    synchronized = FRAME_END in terminal.output
    times = []
    generator = random.Random(4)
    for index in range(KEYS):
        times.append(until_painted(terminal, b"\x1b[B" if index % 2 == 0 else b"\x1b[A", synchronized))
        terminal.pump(0.03 + generator.random() * 0.02)
    return [value * 1000 for value in times]


def frames(path):
    """Returns the milliseconds of each frame."""
    result, before, current = [], 0, None
    with open(path) as file:
        for line in file:
            kind, value = line.split()
            value = int(value) / 1e6
            if kind == "u":
                before += value
            elif kind == "v":
                result.append(before + value)
                before = 0
            elif result:
                result[-1] += value
    return result


def report(name, values, limit=None):
    most = percentile(values, 0.99)
    verdict = "" if limit is None else f"   limit {limit} ms: {'kept' if most <= limit else 'MISSED'}"
    print(f"{name:34} {len(values):5} x   p50 {percentile(values, 0.5):7.2f} ms   p99 {most:7.2f} ms"
          f"   most {max(values, default=0):7.2f} ms{verdict}", flush=True)


def busy(binary, flood):
    services = {f"service-{index}": IDLE for index in range(8)}
    if flood:
        services["flood"] = SmallStack.flood(RATE)
    name = f"{RATE:,} lines/s" if flood else "quiet stack"
    with SmallStack(binary, services) as stack:
        log = f"{stack.folder}/frames"
        terminal = attach(stack, log)
        before, moment, written = processor_time(terminal.pid), time.perf_counter(), len(terminal.output)
        report(f"key to screen, {name}", keys(terminal), 16)
        passed = time.perf_counter() - moment
        share = (processor_time(terminal.pid) - before) / passed * 100
        print(f"{'':34} the screen: {share:.0f} % of a CPU core,"
              f" {(len(terminal.output) - written) / passed / 1024:.0f} KiB/s written")
        leave(terminal)
        if os.path.exists(log):
            report(f"frame, CPU time, {name}", frames(log), 4)


def quiet(binary, metrics):
    with SmallStack(binary, {f"service-{index}": IDLE for index in range(9)}) as stack:
        stack.configure(f"metrics: {'true' if metrics else 'false'}\n")
        supervisor = stack.status()["supervisor"]["pid"]
        terminal = attach(stack)
        terminal.pump(3)
        before, theirs = processor_time(terminal.pid), processor_time(supervisor)
        written = terminal.pump(QUIET)
        share = (processor_time(terminal.pid) - before) / QUIET * 100
        theirs = (processor_time(supervisor) - theirs) / QUIET * 100
        limit, most = (1, None) if metrics else (0.3, 0)
        kept = share < limit and (most is None or len(written) <= most)
        print(f"{f'{QUIET:.0f} quiet seconds, metrics ' + ('on' if metrics else 'off'):34} {len(written)} bytes,"
              f" {share:.2f} % CPU; the supervisor {theirs:.2f} %"
              f"   limit {f'{most} bytes, ' if most is not None else ''}{limit} %: {'kept' if kept else 'MISSED'}",
              flush=True)
        leave(terminal)


def main():
    binary = sys.argv[1]
    only = sys.argv[2:]
    parts = {
        "keys": lambda: busy(binary, False), "flood": lambda: busy(binary, True),
        "off": lambda: quiet(binary, False), "on": lambda: quiet(binary, True),
    }
    for name, part in parts.items():
        if not only or name in only:
            part()


main()
