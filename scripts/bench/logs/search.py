"""Searches a 1 GB log of ten million lines: `cpadev logs --grep` against ripgrep on the same files, and lnav.

Argument: the path of cpadev. Rounds alternate, and medians are compared; the lines of every result are counted. ROUNDS
sets the number of measured rounds (5), LINES the number of lines.
"""

import glob
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
LINES = int(os.environ.get("LINES", "10000000"))
LNAV_ROUNDS = 1  # It takes a minute per round and is only shown for comparison.

# Name, pattern, whether it is plain text, minimum share of ripgrep's speed. Without capitals, both ignore case.
SEARCHES = [
    ("literal", "IMBALANCE-", True, 0.5),
    ("literal, any case", "imbalance-", True, 0.5),
    ("regex", 'ERROR.*status":5\\d\\d,', False, 0.3),
    ("regex, any case", 'status":5\\d\\d,', False, 0.3),
    ("regex, alternatives", 'panicked|status":50[13],', False, 0.3),
]
FIRST_LINE_MS = 50


class Stack:
    """A stack with one service that writes the lines and then idles."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="cpadev-bench-search.")
        self.environment = dict(os.environ, CPADEV_STATE_DIR=os.path.join(self.folder, "state"))

    def command(self, *arguments):
        return [self.binary, "-f", os.path.join(self.folder, "compose.yaml"), *arguments]

    def __enter__(self):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "search-lines.c")
        program, done = (os.path.join(self.folder, name) for name in ("search-lines", "done"))
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
        with open(os.path.join(self.folder, "compose.yaml"), "w") as file:
            file.write(f"""\
name: bench-search
x-cpadev: {{runtime: native}}
services:
  writer:
    stop_grace_period: 1s
    x-cpadev: {{native: {{command: ["{program}", "{LINES}", "{done}"]}}}}
""")
        print(f"writing {LINES} lines", file=sys.stderr)
        started = time.perf_counter()
        subprocess.run(self.command("up", "-d"), check=True, env=self.environment, capture_output=True)
        while not (os.path.exists(done) and os.path.getsize(done)) or self.written() < self.expected(done):
            if time.perf_counter() - started > 300:
                raise SystemExit("the lines were not written within 300 s")
            time.sleep(0.1)
        return self

    @staticmethod
    def expected(done):
        with open(done) as file:
            return int(file.read() or sys.maxsize)

    def files(self):
        return sorted(glob.glob(os.path.join(self.folder, "state", "logs", "writer", "*.log")))

    def written(self):
        return sum(os.path.getsize(file) for file in self.files())

    def __exit__(self, *_):
        subprocess.run(self.command("down"), env=self.environment, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def turn(command, environment=None):
    """Returns the seconds until the end and until the first line, and the number of lines."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        first = process.stdout.readline()
        until_first = time.perf_counter() - started
        lines = (1 if first else 0) + process.stdout.read().count(b"\n")
        failure = process.stderr.read()
    taken = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}: {failure.decode(errors='replace')}")
    return taken, until_first, lines


def compare(stack, name, pattern, is_plain, least):
    plain = ["-F"] if is_plain else []
    ours = stack.command("logs", "--grep", pattern, *plain, "writer")
    rival = ["rg", "-a", "-S", "--no-filename", "--no-line-number", *plain, "-e", pattern, *stack.files()]
    times, firsts, counts = {"ours": [], "rg": []}, {"ours": [], "rg": []}, set()
    for number in range(ROUNDS + 1):
        for who, command in (("ours", ours), ("rg", rival)):
            taken, first, lines = turn(command, stack.environment)
            counts.add(lines)
            # The first round warms caches and is not measured.
            if number:
                times[who].append(taken)
                firsts[who].append(first)
    if len(counts) != 1:
        raise SystemExit(f"{name}: cpadev and rg find different numbers of lines: {sorted(counts)}")
    ours, rival = (statistics.median(times[who]) for who in ("ours", "rg"))
    first = statistics.median(firsts["ours"]) * 1000
    speed = stack.written() / 1e9 / ours
    is_met = rival / ours >= least and first <= FIRST_LINE_MS
    print(
        f"{name:22} {counts.pop():8} lines  cpadev {ours:6.3f} s ({speed:5.2f} GB/s)  rg {rival:6.3f} s"
        f"  {rival / ours:5.2f} x its speed (least {least})  first line {first:5.1f} ms (most {FIRST_LINE_MS},"
        f" rg {statistics.median(firsts['rg']) * 1000:.1f}){'' if is_met else '  NOT MET'}", flush=True)
    return is_met


def beside(stack):
    """Measures lnav, which has no limit: it loads and indexes everything before it prints a result."""
    if not shutil.which("lnav"):
        print("lnav is not installed, skipped")
        return
    command = ["lnav", "-n", "-c", ":filter-in IMBALANCE-", *stack.files()]
    environment = dict(os.environ, HOME=stack.folder)
    taken = statistics.median(turn(command, environment)[0] for _ in range(LNAV_ROUNDS))
    print(f"{'lnav, load and literal':22} {taken:.3f} s")


def main():
    binary = os.path.abspath(sys.argv[1])
    if not shutil.which("rg"):
        raise SystemExit("ripgrep is not installed")
    with Stack(binary) as stack:
        print(f"{stack.written() / 1e9:.3f} GB in {len(stack.files())} segments; medians of {ROUNDS} rounds")
        met = [compare(stack, *search) for search in SEARCHES]
        beside(stack)
    sys.exit(0 if all(met) else 1)


main()
