"""See `run` beside this file."""

import collections
import concurrent.futures
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHOICES = [["redis"], ["postgres", "--seed", "none"], ["postgres"], ["postgres", "redis", "typesense"]]


class Bench:
    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="cpadev-bench-", dir="/tmp")
        self.cache = cache()
        # The stacks' own folders and sockets, so that what is left can be told from others'.
        self.environment = dict(os.environ, XDG_RUNTIME_DIR=self.folder)

    def start(self, words, command):
        return subprocess.Popen(
            [self.binary, "with", "-q", *words, "--", *command],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ready(self, words):
        """The seconds until the command runs."""
        return self.times(words)[0]

    def times(self, words):
        """The seconds until the command runs, and until the program has ended."""
        begin = time.time()
        process = self.start(words, ["date", "+%s.%N"])
        output, errors = process.communicate(timeout=120)
        if process.returncode:
            raise SystemExit(f"with {' '.join(words)} exited with {process.returncode}:\n{errors}")
        return float(output) - begin, time.time() - begin


def cache():
    named = os.environ.get("CPADEV_CACHE_DIR")
    if named:
        return Path(named)
    return Path("/var/cache/cpadev" if os.geteuid() == 0 else os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser()


def measure(bench, rounds):
    print(f"{'services':<32} {'ready':>14}  of {rounds} rounds")
    for words in CHOICES:
        bench.ready(words)  # Makes the prepared copy.
        times = [bench.ready(words) for _ in range(rounds)]
        print(f"{' '.join(words):<32} {statistics.median(times):>9.2f} s     {min(times):.2f} to {max(times):.2f} s")


SCRIPT = """
set -e
[ "$(psql "$DATABASE_URL" -Atc 'SELECT count(*) FROM firms')" = 2 ]
psql "$DATABASE_URL" -qc "CREATE TABLE mine (id int); INSERT INTO mine VALUES ($1)"
redis-cli -u "$REDIS_URL" set mine "$1" >/dev/null
sleep 0.$((RANDOM % 9))
[ "$(psql "$DATABASE_URL" -Atc 'SELECT sum(id) FROM mine')" = "$1" ]
[ "$(redis-cli -u "$REDIS_URL" get mine)" = "$1" ]
curl -fsS -o /dev/null "$TYPESENSE_URL/health"
exit $(($1 % 7))
"""


def one(bench, number):
    process = bench.start(["postgres", "redis", "typesense"], ["bash", "-c", SCRIPT, "bash", str(number)])
    killed = number % 3 == 0
    try:
        if killed:
            time.sleep(random.uniform(0.05, 6))
            process.send_signal(signal.SIGKILL)
        output, errors = process.communicate(timeout=180)
    except subprocess.TimeoutExpired:
        process.kill()
        return "hung", str(number)
    if process.returncode == -signal.SIGKILL and killed:
        return "killed", ""
    if process.returncode == number % 7 and not output:
        return "right", ""
    return "wrong", f"{number}: exit code {process.returncode} instead of {number % 7}: {errors[-500:]}"


def many(bench, runs, at_once):
    bench.ready(["postgres", "redis", "typesense"])
    begin = time.time()
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(lambda number: one(bench, number), range(1, runs + 1)))
    counts = collections.Counter(kind for kind, _ in results)
    print(f"{runs} stacks, {at_once} at a time, in {time.time() - begin:.0f} s: {dict(counts)}")
    for kind, text in results:
        if text:
            print(f"  {kind} {text}")
    # A supervisor whose owner was killed takes its stack down by itself.
    deadline = time.time() + 30
    while (left := leftovers(bench)) and time.time() < deadline:
        time.sleep(0.2)
    print("left: " + ("nothing" if not left else "\n  ".join(["", *left])))
    return 1 if left or counts["wrong"] or counts["hung"] else 0


def rival_times(bench, python, images):
    """The seconds until testcontainers has its containers ready, and until they are gone."""
    # Its reaper is an image of its own, which no registry-less machine has; it takes part in neither figure.
    environment = dict(bench.environment, TESTCONTAINERS_RYUK_DISABLED="true")
    script = Path(__file__).with_name("rival.py")
    begin = time.time()
    done = subprocess.run([python, script, *images], env=environment, capture_output=True, text=True, timeout=180)
    if done.returncode:
        raise SystemExit(f"testcontainers exited with {done.returncode}:\n{done.stderr}")
    return float(done.stdout) - begin, time.time() - begin


def contained(bench, python, rounds):
    config = json.loads(subprocess.check_output([bench.binary, "config", "--format", "json"], text=True))
    choices = [["redis"], ["postgres"], ["postgres", "redis", "typesense"]]
    print(f"{'services':<28} {'':<18} {'ready':>8} {'ended':>8}  medians of {rounds} rounds")
    for services in choices:
        images = [f"{name}={config['services'][name]['image']}" for name in services]
        words = {kind: ["--runtime", kind, "--seed", "none", *services] for kind in ("docker", "native")}
        contenders = {
            "cpadev, containers": lambda: bench.times(words["docker"]),
            "cpadev, natively": lambda: bench.times(words["native"]),
            "testcontainers": lambda: rival_times(bench, python, images),
        }
        times = {name: [] for name in contenders}
        for number in range(rounds + 1):
            for name, run in contenders.items():
                taken = run()
                if number:  # The first round warms up.
                    times[name].append(taken)
        for name, taken in times.items():
            ready, ended = (statistics.median(each) for each in zip(*taken))
            print(f"{' '.join(services):<28} {name:<18} {ready:>6.2f} s {ended:>6.2f} s")


def leftovers(bench):
    left = [f"folder {path}" for path in (bench.cache / "with").glob("*")]
    left += [f"socket {path}" for path in Path(bench.folder).glob("cpadev/*.sock")]
    marks = (str(bench.cache / "with"), bench.folder)
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) == os.getpid():
            continue
        try:
            text = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if any(mark.encode() in text for mark in marks):
            left.append(f"process {folder.name}: {text[:120]!r}")
    return left


def main():
    binary, *words = sys.argv[1:]
    bench = Bench(binary)
    try:
        if words == ["time"]:
            return measure(bench, int(os.environ.get("ROUNDS", 10)))
        if words == ["many"]:
            return many(bench, int(os.environ.get("RUNS", 200)), int(os.environ.get("AT_ONCE", 8)))
        if words[:1] == ["containers"]:
            return contained(bench, words[1], int(os.environ.get("ROUNDS", 10)))
        raise SystemExit("usage: scripts/bench/with/run time|many|containers")
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
