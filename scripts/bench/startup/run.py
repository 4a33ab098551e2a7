"""Starts the same fifty services with cpadev, in five layers by health, and with rivals, all at the same time.

Each service is ready 200 ms after its start, so five layers need at least 1.00 s: the limit that cpadev is compared
with. The rivals know neither order nor health; their figures show the cost of plain starts, until the last port accepts
connections. Rounds alternate, and medians are compared.
"""

import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

LAYERS, WIDTH, READY_MS = 5, 10, 200
LIMIT = LAYERS * READY_MS / 1000
ROUNDS = int(os.environ.get("ROUNDS", "5"))
FIRST_PORT = int(os.environ.get("FIRST_PORT", "21000"))
PORTS = [FIRST_PORT + i for i in range(LAYERS * WIDTH)]


def accepts(port):
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_all(started, timeout=60):
    """Returns the seconds until every port accepts connections."""
    left = list(PORTS)
    while left:
        if time.perf_counter() - started > timeout:
            raise SystemExit(f"{len(left)} services did not become ready within {timeout} s")
        left = [port for port in left if not accepts(port)]
        if left:
            time.sleep(0.002)
    return time.perf_counter() - started


def wait_for_none(timeout=60):
    started = time.perf_counter()
    while any(accepts(port) for port in PORTS):
        if time.perf_counter() - started > timeout:
            raise SystemExit("the services of the last round do not exit")
        time.sleep(0.01)


class Cpadev:
    name = "cpadev (5 layers, health)"

    def __init__(self, directory, program, binary):
        self.directory = os.path.join(directory, "cpadev")
        os.mkdir(self.directory)
        self.command = [binary, "-f", os.path.join(self.directory, "compose.yaml")]
        lines = ["name: bench-startup", "x-cpadev: {runtime: native}", "services:"]
        for index, port in enumerate(PORTS):
            lines += [
                f"  s{index:02}:",
                f'    ports: ["127.0.0.1:{port}:{port}"]',
                "    stop_grace_period: 2s",
                f'    x-cpadev: {{native: {{command: ["{program}", "{READY_MS}", "{port}"]}}, probe: {{tcp: {port}}}}}',
            ]
            layer = index // WIDTH
            if layer:
                lines.append("    depends_on:")
                for needed in range((layer - 1) * WIDTH, layer * WIDTH):
                    lines.append(f"      s{needed:02}: {{condition: service_healthy}}")
        with open(self.command[2], "w") as file:
            file.write("\n".join(lines) + "\n")

    def turn(self):
        started = time.perf_counter()
        subprocess.run(
            self.command + ["up", "-d", "--wait"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken = time.perf_counter() - started
        subprocess.run(self.command + ["down"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return taken


class Rival:
    def __init__(self, name, command, directory):
        self.name, self.command, self.directory = name, command, directory

    def turn(self):
        started = time.perf_counter()
        process = subprocess.Popen(
            self.command, cwd=self.directory, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return wait_for_all(started)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def rivals(directory, program, binaries):
    result = []
    services = [(f"s{index:02}", f"{program} {READY_MS} {port}") for index, port in enumerate(PORTS)]

    def add(name, executable, arguments, file, text):
        path = os.path.join(binaries, executable)
        if not os.path.exists(path):
            print(f"{name}: not installed, skipped")
            return
        folder = os.path.join(directory, executable)
        os.mkdir(folder)
        with open(os.path.join(folder, file), "w") as handle:
            handle.write(text)
        result.append(Rival(name, [path] + arguments, folder))

    add("supervisor (no order)", "supervisord", ["-n", "-c", "s.conf"], "s.conf",
        "[supervisord]\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=s.pid\n" + "".join(
            f"[program:{name}]\ncommand={command}\nstdout_logfile=NONE\nstderr_logfile=NONE\n"
            for name, command in services))
    add("circus (no order)", "circusd", ["c.ini"], "c.ini",
        f"[circus]\nendpoint=ipc://{directory}/c1\npubsub_endpoint=ipc://{directory}/c2\nstatsd=False\n" + "".join(
            f"[watcher:{name}]\ncmd={command}\n" for name, command in services))
    add("honcho (no order)", "honcho", ["-f", "Procfile", "start"], "Procfile",
        "".join(f"{name}: {command}\n" for name, command in services))
    return result


def main():
    program, binary, binaries = sys.argv[1:]
    directory = tempfile.mkdtemp(prefix="cpadev-bench.")
    try:
        contenders = [Cpadev(directory, program, binary)] + rivals(directory, program, binaries)
        times = {contender.name: [] for contender in contenders}
        for round_number in range(ROUNDS + 1):
            for contender in contenders:
                taken = contender.turn()
                wait_for_none()
                # The first round warms caches and is not measured.
                if round_number:
                    times[contender.name].append(taken)
        print(f"{LAYERS * WIDTH} services, each ready after {READY_MS} ms; medians of {ROUNDS} alternating rounds")
        print(f"{'limit for 5 layers':28} {LIMIT:6.3f} s")
        for contender in contenders:
            values = times[contender.name]
            median = statistics.median(values)
            ratio = f"  {median / LIMIT:4.2f} x the limit" if contender is contenders[0] else ""
            print(f"{contender.name:28} {median:6.3f} s  ({min(values):.3f} to {max(values):.3f}){ratio}")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


main()
