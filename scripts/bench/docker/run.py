"""Runs the stack's Compose file alternately with three programs and prints medians, ratios and limits."""

import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
import urllib.request

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from stack import PORTS, free_ports  # noqa: E402

import following  # noqa: E402
from contenders import Cpadev, contenders  # noqa: E402
from engine import Engine  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "6"))
# All three read it as it is; only cpadev loads the seed data, in the round that is not measured.
SOURCE = os.path.abspath("compose/compose.yaml")
# Figure → its unit, and the limit for the ratio of ours to the better of theirs: a maximum or, for a rate, a minimum.
FIGURES = {
    "up to all healthy": ("s", 0.6),
    "no-op up": ("s", 0.3),
    "ps": ("s", 0.5),
    "down": ("s", 0.75),
    "memory of up": ("MB", None),
    "following, lines a second": ("/s", 1.2),
    "following, client's processor": ("s CPU", 1 / 3),
    "memory while following": ("MB", None),
}
HIGHER_IS_BETTER = "/s"


def check_pages(ports, seconds=10):
    """Checks that backend and frontend respond. A service without a health check may need a moment."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    for url in (f"http://127.0.0.1:{ports['BACKEND']}/api/v1/health", f"http://127.0.0.1:{ports['FRONTEND']}/"):
        while True:
            try:
                with opener.open(url, timeout=seconds) as answer:
                    answer.read()
                break
            except OSError as problem:
                if time.monotonic() > deadline:
                    raise SystemExit(f"{url} does not answer: {problem}")
                time.sleep(0.05)


def one_turn(contender, engine, count, ports):
    """Returns the figures of one round. The volumes are kept for the next."""
    up = contender.up(engine, count)
    check_pages(ports)
    figures = {
        "up to all healthy": up.seconds,
        "memory of up": up.memory / 1e6,
        "ps": contender.run(*contender.ps).seconds,
        "no-op up": contender.run(*contender.no_op).seconds,
    }
    if isinstance(contender, Cpadev):
        # The others reach this state before they are stopped, so stop from the same state.
        engine.wait_until_up(contender.project, count)
    figures["down"] = contender.run(*contender.down).seconds
    left = engine.containers(contender.project)
    if left:
        raise SystemExit(f"{contender.name} left {[each['Names'][0] for each in left]}")
    return figures


def measure_stack(folder, environment, ports, compose226, binary, results):
    engine = Engine()
    with open(SOURCE) as file:
        count = len(yaml.safe_load(file)["services"])
    those = contenders(SOURCE, "bench-docker", folder, environment, compose226, binary)
    try:
        for turn in range(ROUNDS + 1):
            for contender in those:
                figures = one_turn(contender, engine, count, ports)
                # The first round creates the volumes and is not measured.
                if turn:
                    for name, value in figures.items():
                        results[name].setdefault(contender.name, []).append(value)
            print(f"round {turn} of {ROUNDS}", file=sys.stderr)
    finally:
        for contender in those:
            contender.run(*contender.clean)


def measure_following(folder, environment, program, compose226, binary, results):
    file = following.compose_file(folder, program, "cpadev/local-base:bookworm")
    for turn in range(ROUNDS + 1):
        for contender in contenders(file, "bench-flood", folder, environment, compose226, binary):
            seen = following.follow(contender, folder)
            if turn:
                results["following, lines a second"].setdefault(contender.name, []).append(seen.rate)
                results["following, client's processor"].setdefault(contender.name, []).append(seen.processor)
                results["memory while following"].setdefault(contender.name, []).append(seen.memory / 1e6)
        print(f"flood {turn} of {ROUNDS}", file=sys.stderr)


def report(results):
    """Prints the table and returns whether every limit is met."""
    kept = True
    print(f"medians of {ROUNDS} alternating rounds, volumes kept; cpadev's include its supervisor")
    print(f"{'':31} {'cpadev':>9} {'1.29':>9} {'2.26':>9} {'':6} {'ratio':>6} {'limit':>7}")
    for name, (unit, limit) in FIGURES.items():
        medians = {contender: statistics.median(values) for contender, values in results[name].items()}
        digits = 2 if unit.startswith("s") else 0
        cells = [
            f"{medians[each]:9.{digits}f}" if each in medians else f"{'-':>9}" for each in ("cpadev", "1.29", "2.26")
        ]
        line = f"{name:31} {' '.join(cells)} {unit:6}"
        if "cpadev" in medians:
            theirs = [medians["1.29"], medians["2.26"]]
            ratio = medians["cpadev"] / (max(theirs) if unit == HIGHER_IS_BETTER else min(theirs))
            line += f" {ratio:6.2f}"
            if limit:
                ok = ratio >= limit if unit == HIGHER_IS_BETTER else ratio <= limit
                kept = kept and ok
                sign = "≥" if unit == HIGHER_IS_BETTER else "≤"
                line += f" {sign}{limit:6.2f}  {'ok' if ok else 'MISSED'}"
        print(line)
    return kept


def main():
    program, compose226, *rest = sys.argv[1:]
    binary = rest[0] if rest else None
    # Followers are stopped with SIGINT, which a shell sets to be ignored in background jobs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(f"load before: {os.getloadavg()[0]:.2f}")
    folder = tempfile.mkdtemp(prefix="cpadev-bench-", dir="/tmp")
    ports = dict(zip(PORTS, free_ports(len(PORTS))))
    environment = dict(os.environ, **{f"{name}_PORT": str(port) for name, port in ports.items()})
    results = {name: {} for name in FIGURES}
    try:
        measure_stack(folder, environment, ports, compose226, binary, results)
        measure_following(folder, environment, program, compose226, binary, results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if report(results) else 1)


if __name__ == "__main__":
    main()
