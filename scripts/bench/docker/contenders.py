"""Three programs that run the same Compose file in containers, and the cost of running them."""

import contextlib
import json
import os
import subprocess
import tempfile
import threading
import time


class Cost:
    """The cost of running a program and its children: seconds, CPU seconds, and memory in bytes."""

    def __init__(self, seconds, processor, memory):
        self.seconds, self.processor, self.memory = seconds, processor, memory


class Running:
    """A newly started process; `wait` returns its cost.

    The memory is the sum of the peaks of all its processes, sampled every 50 ms: the value of wait4(2) would include
    ours, which a child has before it calls exec.
    """

    def __init__(self, command, environment, output):
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        self.memory = 0
        self.ended = threading.Event()
        self.looking = threading.Thread(target=self.look)
        self.looking.start()

    def look(self):
        while not self.ended.wait(0.05):
            self.memory = max(self.memory, largest_memory(self.process.pid))

    def wait(self):
        _, status, usage = os.wait4(self.process.pid, 0)
        seconds = time.perf_counter() - self.started
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.ended.set()
        self.looking.join()
        return Cost(seconds, usage.ru_utime + usage.ru_stime, self.memory)


def largest_memory(pid):
    """Returns the peak memory of a process and its children in the same session, in bytes; 0 if it is gone."""
    with contextlib.suppress(OSError, StopIteration):
        with open(f"/proc/{pid}/status") as file:
            result = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
        # The kernel lists children by thread.
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                result += sum(largest_memory(child) for child in map(int, file.read().split())
                              if os.getsid(child) == os.getsid(pid))
        return result
    return 0


class Contender:
    """`command` precedes each subcommand. Each contender has its own project, and so its own volumes."""

    def __init__(self, name, command, project, environment):
        self.name, self.command, self.project, self.environment = name, command, project, environment

    def run(self, *arguments):
        with tempfile.TemporaryFile() as output:
            running = Running(self.command + list(arguments), self.environment, output)
            cost = running.wait()
            if running.process.returncode:
                output.seek(0)
                raise SystemExit(
                    f"{self.name}: {' '.join(arguments)} exited with {running.process.returncode}:\n"
                    f"{output.read().decode(errors='replace')}")
        return cost

    def follow(self, service, file):
        """Starts following a service's output into a file."""
        return Running(self.command + self.follow_arguments + [service], self.environment, file)


class Compose(Contender):
    """`up` returns when the containers run; the engine reports when they are healthy."""

    ps = ["ps"]
    no_op = ["up", "-d"]
    down = ["down"]
    clean = ["down", "--volumes"]
    follow_arguments = ["logs", "--follow", "--no-color"]

    def up(self, engine, count):
        started = time.perf_counter()
        cost = self.run("up", "-d")
        engine.wait_until_up(self.project, count)
        cost.seconds = time.perf_counter() - started
        return cost

    def background(self):
        """Returns the CPU seconds and memory of background processes: there are none."""
        return 0, 0


class Cpadev(Contender):
    """`up --wait` returns when cpadev's own probes succeed. A supervisor stays in the background and is included in the
    cost."""

    ps = ["status"]
    no_op = ["up", "--runtime", "docker", "-d"]
    down = ["down"]
    clean = ["down", "--volumes"]
    follow_arguments = ["logs", "--follow", "--tail", "0"]

    def up(self, engine, count):
        cost = self.run("up", "--runtime", "docker", "-d", "--wait")
        cost.memory += self.background()[1]
        return cost

    def background(self):
        status = subprocess.run(
            self.command + ["status", "--json"], env=self.environment, capture_output=True, text=True)
        pid = json.loads(status.stdout)["supervisor"]["pid"]
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), largest_memory(pid)


def contenders(file, prefix, folder, environment, compose226, binary):
    """Returns the contenders, with cpadev first if its binary is given."""
    environment = dict(environment, NO_COLOR="1")
    result = []
    if binary:
        state = dict(environment, CPADEV_STATE_DIR=os.path.join(folder, f"{prefix}-state"), XDG_RUNTIME_DIR=folder)
        project = f"{prefix}-cpadev"
        result.append(Cpadev("cpadev", [binary, "-p", project, "-f", file], project, state))
    project = f"{prefix}-v1"
    # Debian's version, whatever else has this name.
    result.append(Compose("1.29", ["/usr/bin/docker-compose", "-p", project, "-f", file], project, environment))
    project = f"{prefix}-v2"
    result.append(Compose(
        "2.26", ["docker", "compose", "-p", project, "-f", file], project,
        dict(environment, DOCKER_CONFIG=compose226)))
    return result
