"""A small, temporary native stack for tests of the screen, in a folder under /tmp."""

import json
import os
import shutil
import subprocess
import tempfile

# Writes the given number of lines a second, in chunks of a hundredth of that, until it is killed.
FLOOD = """import os, sys, time
rate = int(sys.argv[1])
text = b"request done method=GET path=/api/v1/clients status=200 duration=3ms user=%d"
piece = b"".join(text % i + b"\\n" for i in range(rate // 100))
due = time.monotonic()
while True:
    view = memoryview(piece)
    while view:
        view = view[os.write(1, view):]
    due += 0.01
    time.sleep(max(0, due - time.monotonic()))
"""


class SmallStack:
    """A stack that runs inside `with`. `services` maps names to commands; `probe` is a health check for all of them."""

    def __init__(self, binary, services, probe=None):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="cpadev-tui-", dir="/tmp")
        self.environment = dict(
            os.environ, CPADEV_STATE_DIR=f"{self.folder}/state", XDG_RUNTIME_DIR=f"{self.folder}/run",
            XDG_CONFIG_HOME=f"{self.folder}/config", XDG_STATE_HOME=f"{self.folder}/memory",
            SWIFT_BACKTRACE="enable=no", TERM="xterm-256color", LANG="C.UTF-8")
        for name in ("NO_COLOR", "LC_ALL", "COLORTERM", "COLORFGBG", "CPADEV_THEME", "TERM_PROGRAM"):
            self.environment.pop(name, None)
        os.makedirs(f"{self.folder}/run")
        os.makedirs(f"{self.folder}/config/cpadev")
        lines = ["x-cpadev: {runtime: native}", "services:"]
        for name, command in services.items():
            words = ", ".join(json.dumps(word.replace("$", "$$")) for word in command)
            lines += [f"  {json.dumps(name)}:", "    stop_grace_period: 1s",
                      f"    x-cpadev: {{native: {{command: [{words}]}}}}"]
            if probe:
                test = ", ".join(json.dumps(word.replace("$", "$$")) for word in ["CMD", *probe])
                lines.append(f"    healthcheck: {{test: [{test}], interval: 1s, start_period: 0s, retries: 1}}")
        with open(f"{self.folder}/compose.yaml", "w") as file:
            file.write("\n".join(lines) + "\n")
        self.command = [binary, "-f", f"{self.folder}/compose.yaml"]

    def configure(self, text):
        with open(f"{self.folder}/config/cpadev/config.yaml", "w") as file:
            file.write(text)

    @staticmethod
    def flood(rate):
        """Returns a command that writes `rate` lines a second."""
        return ["/usr/bin/python3", "-c", FLOOD, str(rate)]

    def __enter__(self):
        try:
            self.run("up", "-d")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(self.command + ["down"], env=self.environment, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments):
        done = subprocess.run(self.command + list(arguments), env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{arguments} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def status(self):
        return json.loads(self.run("status", "--json"))
