"""Measures dashboards and the monitoring profile.

frame: A dashboard of twelve panels with six series each on a 200 x 60 pseudo-terminal. Each key press moves the cursor
and so redraws every chart. A frame's cost is the CPU time that the program reports in CPADEV_FRAME_LOG: `u` is the
update of the model, `v` rendering and diffing, `d` writing. A frame is a `v` that follows a key and has a `d`.
profile: The nine services with and without the monitoring services: what these add to a warm start, the memory of
their processes (proportional set size, which counts shared pages once), and the CPU time of the idle supervisor.
"""

import json
import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../lib"))
sys.path.insert(0, os.path.join(HERE, "../../lib"))
from smallstack import SmallStack  # noqa: E402
from stack import Stack, free_ports  # noqa: E402
from terminal import Terminal  # noqa: E402

KEYS = int(os.environ.get("KEYS", "300"))
QUIET = float(os.environ.get("QUIET", "30"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
FRAME_END = b"\x1b[?2026l"
MONITORING = [
    "prometheus", "alertmanager", "notifications", "node-exporter", "postgres-exporter", "redis-exporter",
    "blackbox-exporter",
]
PORTS = [
    "PROMETHEUS", "ALERTMANAGER", "NOTIFICATIONS", "NOTIFICATIONS_SMTP", "NODE_EXPORTER", "POSTGRES_EXPORTER",
    "REDIS_EXPORTER", "BLACKBOX_EXPORTER", "GRAFANA", "CPADEV_METRICS",
]


def processor_time(pid):
    """Returns the CPU seconds of all threads. Source: the kernel's sched-stats.rst."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def verdict(value, limit, unit):
    return f"limit {limit} {unit}: {'kept' if value <= limit else 'MISSED'}"


# MARK: frame

def dashboard():
    panels = []
    for index in range(12):
        panels.append({
            "type": "timeseries", "title": f"Panel {index}", "targets": [{"refId": "A", "expr": f"wave_{index}"}],
            "gridPos": {"x": index % 3 * 8, "y": index // 3 * 14, "w": 8, "h": 14},
        })
    return {"title": "Bench", "refresh": "1h", "time": {"from": "now-15m"}, "panels": panels}


def frames(path):
    """Returns the milliseconds of each frame that was written."""
    result, before, drawn = [], 0, None
    with open(path) as file:
        for line in file:
            kind, value = line.split()
            value = int(value) / 1e6
            if kind == "u":
                before += value
            elif kind == "v":
                drawn = before + value
                before = 0
            elif drawn is not None:
                result.append(drawn + value)
                drawn = None
    return result


def frame(binary):
    with SmallStackWithPrometheus(binary) as stack:
        log = f"{stack.folder}/frames"
        environment = dict(stack.environment, CPADEV_FRAME_LOG=log)
        terminal = Terminal(
            stack.command + ["dashboard", "bench"], environment, 200, 60, [Terminal.SYNCHRONIZED, Terminal.DARK])
        terminal.wait_for("number-5")
        terminal.pump(2)
        os.truncate(log, 0)
        for index in range(KEYS):
            start = len(terminal.output)
            terminal.send(b"," if index % 40 < 20 else b".")
            until = time.monotonic() + 5
            while FRAME_END not in terminal.output[start:] and time.monotonic() < until:
                terminal.read(0.1)
            # Longer than the frame interval.
            terminal.pump(0.02)
        values = sorted(frames(log))
        terminal.send(b"q")
        if code := terminal.wait():
            raise SystemExit(f"exited with {code}")
    middle, most = values[len(values) // 2], values[int(len(values) * 0.99)]
    print(f"{'frame, 12 panels of 6 series':34} {len(values):5} x   p50 {middle:6.2f} ms   p99 {most:6.2f} ms"
          f"   {verdict(middle, 8, 'ms')}", flush=True)


class SmallStackWithPrometheus(SmallStack):
    """A stack whose only service answers as Prometheus does."""

    def __init__(self, binary):
        super().__init__(binary, {})
        port, = free_ports(1)
        program = json.dumps(["/usr/bin/python3", os.path.join(HERE, "prometheus.py"), str(port)])
        with open(f"{self.folder}/compose.yaml", "w") as file:
            file.write(f"""
x-cpadev: {{runtime: native}}
services:
  prometheus:
    ports: ["127.0.0.1:{port}:9090"]
    stop_grace_period: 1s
    x-cpadev: {{native: {{command: {program}}}, probe: {{tcp: 9090}}}}
""")
        os.makedirs(f"{self.folder}/monitoring/dashboards")
        with open(f"{self.folder}/monitoring/dashboards/bench.json", "w") as file:
            json.dump(dashboard(), file)

    def __enter__(self):
        super().__enter__()
        self.run("up", "-d", "--wait")
        return self


# MARK: profile

def memory(pids):
    """Returns the bytes of the processes and their descendants."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    wanted, total = set(pids), 0
    while more := {pid for pid, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    for pid in wanted:
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) << 10 for line in file if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def start(stack, profile):
    """Returns the seconds of a start of the whole stack."""
    stack.environment["COMPOSE_PROFILES"] = "monitoring" if profile else ""
    started = time.perf_counter()
    stack.cpadev("up", "-d", "--wait")
    return time.perf_counter() - started


def profile(binary):
    stack = Stack(binary)
    for name, port in zip(PORTS, free_ports(len(PORTS))):
        stack.environment[f"{name}_PORT"] = str(port)
    times = {False: [], True: []}
    with stack:
        stack.cpadev("down")
        start(stack, True)
        for _ in range(ROUNDS):
            for with_profile in [False, True]:
                stack.cpadev("down")
                times[with_profile].append(start(stack, with_profile))
        without, beside = statistics.median(times[False]), statistics.median(times[True])
        print(f"{'warm start':34} {without:.2f} s without, {beside:.2f} s with the profile: {beside - without:+.2f} s"
              f"   {verdict(beside - without, 3, 's')}", flush=True)
        time.sleep(15)
        status = stack.cpadev_json("status")
        pids = [each["pid"] for each in status["services"] if each["name"] in MONITORING and each.get("pid")]
        used = memory(pids) / (1 << 20)
        print(f"{'memory of the profile':34} {used:.0f} MB in {len(pids)} services"
              f"   {verdict(used, 350, 'MB')}", flush=True)
        supervisor = status["supervisor"]["pid"]
        before, moment = processor_time(supervisor), time.perf_counter()
        time.sleep(QUIET)
        share = (processor_time(supervisor) - before) / (time.perf_counter() - moment) * 100
        print(f"{'idle supervisor, profile on':34} {share:.2f} % of a core   {verdict(share, 0.5, '%')}", flush=True)


def main():
    binary, only = sys.argv[1], sys.argv[2:]
    for name, part in {"frame": frame, "profile": profile}.items():
        if not only or name in only:
            part(binary)


main()
