"""Floods of log lines and their consumers: cpadev, `cat > file`, and peers; see flood.c."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time


class Turn:
    """The result of a round: seconds from the first write to the last byte in a file, and the files."""

    def __init__(self, seconds, child_seconds, files):
        self.seconds = seconds
        # Until the last write of the last child returned.
        self.child_seconds = child_seconds
        # The files with each child's output, in order.
        self.files = files


class Floods:
    """A number of children, each of which writes its own lines. They all start at the same time."""

    def __init__(self, program, children, lines, size, by_line=False):
        self.program, self.lines, self.size, self.by_line = program, lines, size, by_line
        self.labels = [f"s{index}" for index in range(children)]

    @property
    def total(self):
        return len(self.labels) * self.size

    def begin(self, folder):
        """Creates the gate at which the children wait."""
        os.mkfifo(os.path.join(folder, "gate"))

    def command(self, label, folder):
        options = ["-l"] if self.by_line else []
        return [self.program, *options, label, str(self.lines), str(self.size),
                os.path.join(folder, "gate"), os.path.join(folder, f"{label}.report")]

    def run(self, folder, files_of, meanwhile=None):
        """Opens the gate, waits for the end, and returns the result."""
        reports = [os.path.join(folder, f"{label}.report") for label in self.labels]
        wait_for("the children at the gate", lambda: all(map(os.path.exists, reports)))
        gate = os.open(os.path.join(folder, "gate"), os.O_WRONLY)
        try:
            if meanwhile:
                meanwhile()
            wait_for("the children's end", lambda: all(os.path.getsize(report) for report in reports), 600)
            times = [tuple(map(float, open(report).read().split())) for report in reports]
            begin = min(time[0] for time in times)
            child_end = max(time[1] for time in times)
            sizes = lambda: sum(os.path.getsize(file) for label in self.labels for file in files_of(label))
            wait_for("the last byte", lambda: sizes() >= self.total, 60)
        finally:
            os.close(gate)
        files = {label: files_of(label) for label in self.labels}
        end = max(os.stat(file).st_mtime for each in files.values() for file in each)
        # File timestamps have the resolution of the kernel's tick, so `end` may appear to be earlier.
        return Turn(max(end, child_end) - begin, child_end - begin, files)


def wait_for(what, condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"timed out after {seconds} s waiting for {what}")
        time.sleep(0.005)


class Cat:
    """The shell's way: a pipe and a file."""

    name = "cat > file"
    keeps_all = True

    @contextlib.contextmanager
    def turn(self, floods, folder):
        floods.begin(folder)
        file = lambda label: os.path.join(folder, f"{label}.log")
        pipes = [
            subprocess.Popen(["sh", "-c", '"$@" | cat > "$0"', file(label), *floods.command(label, folder)])
            for label in floods.labels
        ]
        turn = floods.run(folder, lambda label: [file(label)])
        for pipe in pipes:
            pipe.wait()
        yield turn


class Cpadev:
    """Runs the floods as services of a stack. Records the peak private memory of its supervisor."""

    name = "cpadev"
    keeps_all = True

    def __init__(self, binary):
        self.binary = binary
        self.memory = []

    @contextlib.contextmanager
    def stack(self, floods, folder):
        """Starts a stack whose children wait at the gate; yields a function that runs cpadev on it."""
        floods.begin(folder)
        state = os.path.join(folder, "state")
        with open(os.path.join(folder, "compose.yaml"), "w") as file:
            file.write("name: bench-logs\nx-cpadev: {runtime: native, logs: {max_size: 4g}}\nservices:\n")
            for label in floods.labels:
                command = json.dumps(floods.command(label, folder))
                file.write(f"  {label}: {{x-cpadev: {{native: {{command: {command}}}}}}}\n")
        environment = dict(os.environ, CPADEV_STATE_DIR=state, XDG_RUNTIME_DIR=folder)

        def cpadev(*arguments):
            return subprocess.run([self.binary, "-f", os.path.join(folder, "compose.yaml"), *arguments],
                                  env=environment, check=True, capture_output=True, text=True).stdout

        cpadev.environment = environment
        cpadev("up", "-d")
        try:
            yield cpadev
        finally:
            cpadev("down")

    def files(self, folder, label):
        logs = os.path.join(folder, "state", "logs", label)
        return sorted(os.path.join(logs, name) for name in os.listdir(logs) if name.endswith(".log"))

    def run(self, floods, folder, cpadev, meanwhile=None):
        # cpadev's own notes, such as the start of the service, are among the bytes and do not count as theirs.
        with self.sampled(json.loads(cpadev("status", "--json"))["supervisor"]["pid"]):
            return floods.run(folder, lambda label: self.files(folder, label), meanwhile)

    @contextlib.contextmanager
    def turn(self, floods, folder):
        with self.stack(floods, folder) as cpadev:
            yield self.run(floods, folder, cpadev)

    @contextlib.contextmanager
    def sampled(self, pid):
        """Samples the supervisor's memory every 50 ms."""
        ended = threading.Event()
        largest = 0

        def look():
            nonlocal largest
            while not ended.is_set():
                largest = max(largest, private_bytes(pid))
                ended.wait(0.05)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.memory.append(largest)


def private_bytes(pid):
    """Returns the size of the process's private pages, clean and dirty."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Private_"))


@contextlib.contextmanager
def scratch():
    folder = tempfile.mkdtemp(prefix="cpadev-bench-logs.", dir=os.environ.get("TMPDIR", "/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
