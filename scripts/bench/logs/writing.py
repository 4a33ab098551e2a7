"""Measures how fast children can log through cpadev, compared with a pipe into `cat > file` on the same file system.

(a) one child that writes 1 GB in 10 million lines; (b) nine at the same time, 111 MB each; (c) the supervisor's private
memory, sampled every 50 ms; (d) whether a stopped screen and a sleeping reader delay a child; (e) peers. Rounds
alternate, and medians are compared. Every byte is compared as well.
"""

import contextlib
import os
import pty
import signal
import statistics
import subprocess
import sys
import time

from flooding import Cat, Cpadev, Floods, scratch, wait_for
from peers import Circus, Supervisord
from verify import digest, file_digest, written

ROUNDS = int(os.environ.get("ROUNDS", "5"))
LINES = int(os.environ.get("LINES", "10000000"))
# Bytes per line, including its newline.
LENGTH = 100
GOAL, MEMORY_GOAL = 0.5, 80 << 20


def compare(title, floods, contenders, rounds=ROUNDS):
    """Returns medians by name, after comparing every contender's files with what the child wrote."""
    times = {contender.name: [] for contender in contenders}
    expected = {}
    for round_number in range(rounds + 1):
        for contender in contenders:
            with scratch() as folder, contender.turn(floods, folder) as turn:
                check(contender, turn, expected)
            # The first round warms caches and is not measured.
            if round_number:
                times[contender.name].append(turn.seconds)
    print(f"\n{title}; medians of {rounds} alternating rounds")
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        rate = floods.total / medians[name] / 1e6
        print(f"  {name:24} {medians[name]:7.3f} s  ({min(values):.3f} to {max(values):.3f})  {rate:6.0f} MB/s")
    return medians


def check(contender, turn, expected):
    for label, files in turn.files.items():
        if not expected.get(label):
            # The first contender is the shell, whose file contains exactly the child's bytes.
            expected[label] = file_digest(files[0])
        found = digest(written(files)) if isinstance(contender, Cpadev) else digest_of(files)
        if found != expected[label] and contender.keeps_all:
            raise SystemExit(f"{contender.name}: {label} is not what was written: {found}, not {expected[label]}")


def digest_of(files):
    def chunks():
        for path in files:
            with open(path, "rb") as file:
                yield from iter(lambda: file.read(1 << 20), b"")
    return digest(chunks())


def ratio(medians):
    value = medians[Cat.name] / medians[Cpadev.name]
    print(f"  throughput of cpadev: {value:.2f} x that of {Cat.name} (at least {GOAL})")
    return value >= GOAL


class Watched(Cpadev):
    """Runs with a stopped screen and a `logs -f` whose reader sleeps."""

    name = "with stalled readers"

    @contextlib.contextmanager
    def turn(self, floods, folder):
        with self.stack(floods, folder) as cpadev, contextlib.ExitStack() as stack:
            screen = stack.enter_context(stopped_screen(self.binary, folder, cpadev.environment))
            reader = subprocess.Popen(
                [self.binary, "-f", os.path.join(folder, "compose.yaml"), "logs", "-f"],
                env=cpadev.environment, stdout=subprocess.PIPE)
            stack.callback(lambda: (reader.kill(), reader.wait(), reader.stdout.close()))
            # It is following; no more is read from it.
            reader.stdout.read(1)
            yield self.run(floods, folder, cpadev, lambda: os.kill(screen, signal.SIGSTOP))


@contextlib.contextmanager
def stopped_screen(binary, folder, environment):
    pid, terminal = pty.fork()
    if pid == 0:
        environment = dict(environment, TERM="xterm-256color", LANG="C.UTF-8", COLUMNS="200", LINES="60")
        os.execve(binary, [binary, "-f", os.path.join(folder, "compose.yaml"), "up"], environment)
    try:
        seen = b""
        deadline = time.monotonic() + 30
        while b"Logs" not in seen and time.monotonic() < deadline:
            seen += os.read(terminal, 65536)
        yield pid
    finally:
        os.kill(pid, signal.SIGCONT)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main():
    program, binary, binaries = sys.argv[1:]
    cat, cpadev = Cat(), Cpadev(binary)
    one = Floods(program, 1, LINES, LINES * LENGTH)
    nine = Floods(program, 9, LINES // 9, LINES // 9 * LENGTH)
    good = []

    good.append(ratio(compare(f"(a) one child, {LINES:,} lines, {one.total / 1e6:,.0f} MB", one, [cat, cpadev])))
    good.append(ratio(compare(f"(b) nine children, {nine.total / 1e6:,.0f} MB in total", nine, [cat, cpadev])))

    hundred = Floods(program, 1, LINES // 10, LINES // 10 * LENGTH)
    watched = Watched(binary)
    medians = compare(f"a child that writes {hundred.total / 1e6:,.0f} MB", hundred, [cat, cpadev, watched])
    print(f"  with stalled readers {medians[watched.name] / medians[cpadev.name]:.2f} x the time without")

    largest = max(cpadev.memory + watched.memory)
    print(f"\n(c) peak private memory of the supervisor: {largest / (1 << 20):.1f} MiB (limit 80 MiB)")
    good.append(largest <= MEMORY_GOAL)

    by_line = Floods(program, 1, LINES // 10, LINES // 10 * LENGTH, by_line=True)
    compare(f"for reference: one write(2) per line, {by_line.total / 1e6:,.0f} MB", by_line, [cat, cpadev])
    peers = [peer for peer in (Supervisord(binaries), Circus(binaries)) if peer.is_there]
    compare(f"(e) peers, {hundred.total / 1e6:,.0f} MB", hundred, [cat, cpadev, *peers], min(ROUNDS, 3))
    if not all(good):
        raise SystemExit("a limit was missed")


main()
