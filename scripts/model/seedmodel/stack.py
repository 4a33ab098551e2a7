"""A temporary stack: a copy of the Compose file and the seeds, free ports and a state folder."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
# The port variables of .env.example, without `_PORT`.
PORTS = ["POSTGRES", "REDIS", "TEMPORAL", "TEMPORAL_HTTP", "TEMPORAL_METRICS", "TEMPORAL_UI", "TYPESENSE", "LOCALSTACK"]
STORES = {"postgres", "redis", "s3", "typesense", "temporal"}
# Not needed for the seed data.
LEFT_OUT = ["clamav", "backend", "frontend", "temporal-ui"]
# The time limit of a command, whatever the obstacles: ten seconds, plus two for a busy machine.
PATIENCE = 12.0
START_PATIENCE = 40.0
DISK_MIB = 2048


class Hang(AssertionError):
    """A command that exceeded its time limit."""


@dataclass
class Result:
    words: tuple
    code: int
    output: str
    errors: str
    seconds: float

    @property
    def text(self):
        return (self.output + self.errors).strip()

    @property
    def json(self):
        try:
            return json.loads(self.output)
        except ValueError:
            return None

    def __str__(self):
        return f"cpadev {' '.join(self.words)}: exit {self.code}, {self.seconds:.2f} s\n{self.text}"


def program():
    if "CPADEV" in os.environ:
        return os.environ["CPADEV"]
    places = [REPOSITORY / ".build" / kind / "cpadev" for kind in ("release", "debug")]
    return str(next((place for place in places if place.exists()), places[0]))


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


class Stack:
    """A stack that runs inside `with`."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cpadev-model-", dir="/tmp"))
        # Services that do not run as root need access to their data.
        self.folder.chmod(0o755)
        self.state = self.folder / "state"
        self.ports = dict(zip(PORTS, free_ports(len(PORTS))))
        self.has_own_disk = False
        self.slowest = {}
        self.copy_files()
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("COMPOSE_", "CPA_", "CPADEV_")) or name in ("CPADEV_CACHE_DIR", "CPADEV_PYTHON")
        }
        files = [self.folder / "compose" / name for name in ("compose.yaml", "compose.override.yaml", "model.yaml")]
        self.environment.update(
            COMPOSE_FILE=":".join(map(str, files)), COMPOSE_PROJECT_NAME=self.folder.name,
            CPADEV_STATE_DIR=str(self.state), CPADEV_RUNTIME="native", DOCKER_HOST="unix:///nonexistent/docker.sock",
            TYPESENSE_API_KEY="dev_key",
            XDG_RUNTIME_DIR=str(self.folder / "run"), NO_COLOR="1", SWIFT_BACKTRACE="enable=no")
        self.environment.update({f"{name}_PORT": str(port) for name, port in self.ports.items()})

    def copy_files(self):
        for name in ("compose", "seeds"):
            shutil.copytree(REPOSITORY / name, self.folder / name)
        (self.folder / "scripts").mkdir()
        (self.folder / "scripts" / "services").symlink_to(REPOSITORY / "scripts" / "services")
        for name in ("run", "state"):
            (self.folder / name).mkdir(mode=0o700)
        self.state.chmod(0o755)
        lines = [f"  {name}: !reset null" for name in LEFT_OUT]
        (self.folder / "compose" / "model.yaml").write_text("services:\n" + "\n".join(lines) + "\n")

    def __enter__(self):
        try:
            self.mount_disk()
            self.up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # An impatient user must not leave servers behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        with contextlib.suppress(Hang, OSError):
            self.run("down", limit=60)
        if self.has_own_disk:
            subprocess.run(["umount", "--lazy", self.state], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)

    def mount_disk(self):
        """Mounts a disk that can be filled, if mounting is permitted."""
        if os.geteuid() == 0:
            words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=755", "cpadev-model", self.state]
            self.has_own_disk = subprocess.run(words, capture_output=True).returncode == 0

    # --- Commands ---

    def start(self, *words):
        return subprocess.Popen(
            [program(), *words], env=self.environment, cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def finish(self, process, words, started, limit=PATIENCE):
        try:
            output, errors = process.communicate(timeout=max(0.1, limit - (time.monotonic() - started)))
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            raise Hang(f"cpadev {' '.join(words)} did not exit within {limit:.0f} s\n{output}{errors}") from None
        seconds = time.monotonic() - started
        name = " ".join(words[:2]) if words[0] in ("seed", "snapshot") else words[0]
        self.slowest[name] = max(self.slowest.get(name, 0), seconds)
        return Result(words, process.returncode, output, errors, seconds)

    def run(self, *words, limit=PATIENCE):
        started = time.monotonic()
        return self.finish(self.start(*words), words, started, limit)

    def need(self, *words, limit=PATIENCE):
        result = self.run(*words, limit=limit)
        if result.code:
            raise AssertionError(f"{result}")
        return result

    def up(self):
        return self.need("up", "-d", "--wait", limit=START_PATIENCE)

    # --- Processes ---

    def status(self):
        return self.run("status", "--json").json or {}

    def supervisor(self):
        return self.status()["supervisor"]["pid"]

    def service_pid(self, name):
        return next((each.get("pid") for each in self.status()["services"] if each["name"] == name), None)

    def signal_service(self, name, number):
        """Sends a signal to the service, SIGKILL to its main process and others to its group. Returns its pid."""
        pid = self.service_pid(name)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number) if number != signal.SIGKILL else os.kill(pid, number)
        return pid
