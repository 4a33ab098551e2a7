"""A temporary, seeded nine-service stack for a benchmark, with free ports and a folder under /tmp."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

# The port variables of .env.example, without `_PORT`.
PORTS = [
    "POSTGRES", "REDIS", "TEMPORAL", "TEMPORAL_HTTP", "TEMPORAL_METRICS", "TEMPORAL_UI", "TYPESENSE", "LOCALSTACK",
    "CLAMAV", "BACKEND", "FRONTEND",
]


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Stack:
    """A stack that runs inside `with`."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="cpadev-bench-", dir="/tmp")
        # Services that do not run as root need access to their data.
        os.chmod(self.folder, 0o755)
        self.ports = dict(zip(PORTS, free_ports(len(PORTS))))
        self.environment = dict(os.environ, CPADEV_STATE_DIR=os.path.join(self.folder, "state"))
        for name, port in self.ports.items():
            self.environment[f"{name}_PORT"] = str(port)
        self.environment.update(
            PGHOST="127.0.0.1", PGPORT=str(self.ports["POSTGRES"]), PGUSER="postgres", PGPASSWORD="postgres")

    def __enter__(self):
        print("starting and seeding a stack of nine services", file=sys.stderr)
        try:
            self.run(self.binary, "up", "-d", "--wait")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run([self.binary, "down"], env=self.environment, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command, **options):
        """Returns the standard output of a command, which must exit with 0."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, **options)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def cpadev(self, *arguments):
        return self.run(self.binary, *arguments)

    def cpadev_json(self, *arguments):
        return json.loads(self.cpadev(*arguments, "--json"))

    def psql(self, *arguments, **options):
        return self.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-At", *arguments, **options)
