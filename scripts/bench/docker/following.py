"""A service that floods its log, and the speed and cost of following it."""

import os
import re
import signal
import time

LINES = int(os.environ.get("LINES", "1000000"))
LENGTH = 107
SERVICE = "flood"
LAST = b"flood %010d " % (LINES - 1)


def compose_file(folder, program, image):
    """Writes the Compose file of a service that waits at a gate and then floods."""
    file = os.path.join(folder, "flood.yaml")
    command = ["/flood", "flood", str(LINES), str(LINES * LENGTH), "/gate/gate", "/gate/report"]
    with open(file, "w") as handle:
        handle.write(
            f"services:\n  {SERVICE}:\n    image: {image}\n    command: {command}\n    stop_grace_period: 1s\n"
            f"    init: true\n    volumes: ['{program}:/flood:ro', '{folder}/gate:/gate']\n")
    return file


class Follow:
    """Lines per second, CPU seconds of the client (and supervisor), and their peak memory."""

    def __init__(self, rate, processor, memory):
        self.rate, self.processor, self.memory = rate, processor, memory


def follow(contender, folder):
    gate_folder = os.path.join(folder, "gate")
    gate, report = os.path.join(gate_folder, "gate"), os.path.join(gate_folder, "report")
    os.makedirs(gate_folder, exist_ok=True)
    for path in (gate, report):
        if os.path.exists(path):
            os.unlink(path)
    os.mkfifo(gate)
    contender.run(*contender.no_op)
    output = os.path.join(folder, "followed")
    try:
        wait_for("the flood at its gate", lambda: os.path.exists(report))
        before, _ = contender.background()
        with open(output, "wb") as file:
            client = contender.follow(SERVICE, file)
        # The client prints nothing until there is output; connecting takes far less than this.
        time.sleep(1.5)
        with open(gate, "wb"):
            wait_for("the last line", lambda: has_last_line(output), 300)
            end = time.time()
        begin = float(open(report).read().split()[0])
        client.process.send_signal(signal.SIGINT)
        cost = client.wait()
        after, memory = contender.background()
        check(contender, output)
        return Follow(LINES / (end - begin), cost.processor + after - before, cost.memory + memory)
    finally:
        contender.run(*contender.clean)
        if os.path.exists(output):
            os.unlink(output)


def has_last_line(path):
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 4096))
        return LAST in file.read()


def check(contender, path):
    """Checks that no line is missing and that they are in order."""
    wanted = 0
    with open(path, "rb") as file:
        for line in file:
            if match := re.search(rb"flood (\d{10}) ", line):
                if int(match[1]) != wanted:
                    raise SystemExit(f"{contender.name} printed line {int(match[1])} instead of {wanted}")
                wanted += 1
    if wanted != LINES:
        raise SystemExit(f"{contender.name} printed {wanted} of {LINES} lines")


def wait_for(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"timed out after {seconds} s waiting for {what}")
        time.sleep(0.005)
