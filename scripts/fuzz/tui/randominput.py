"""Random input for the screen: keys, mouse, pastes, broken sequences, sizes."""

import os
import random
import select
import signal
import subprocess
import time

from terminal import Terminal

KEYS = [bytes([value]) for value in range(1, 127)] + [
    b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1bOA", b"\x1bOB", b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~",
    b"\x1b[3~", b"\x1b[Z", b"\x1bOP", b"\x1b[15~", b"\x1b[1;5C", "é".encode(), "決".encode(), "😀".encode(), b"\t", b"\r"]
PIECES = [b"\x1b", b"[", b"]", b"P", b"?", b"<", b";", b"0", b"9", b"200", b"2026", b"$y", b"~", b"M", b"m", b"\x07",
          b"\\", b"11;rgb:", b"ff/", b"\xff", b"\xc2", b"\x9b", b"u", b"t"]
# Ctrl-Z waits for a shell to continue the job, and there is none, so it is sent only rarely.
SLOW = {b"\x1a"}

# Once the terminal's modes are restored, Ctrl-C and Ctrl-\\ signal a program that is about to exit.
ENDINGS = {0, 130, -signal.SIGINT, -signal.SIGQUIT}


class Session:
    """A screen that is restarted whenever it exits."""

    def __init__(self, stack):
        self.stack = stack
        self.starts = 0
        self.open()

    def open(self):
        """Starts the screen, and retries while the previous stack is still being stopped."""
        environment = dict(self.stack.environment, PAGER="true", EDITOR="true", VISUAL="true")
        deadline = time.monotonic() + 60
        while True:
            self.terminal = Terminal(self.stack.command + ["up"], environment,
                                     answers=[Terminal.SYNCHRONIZED, Terminal.LIGHT])
            self.starts += 1
            while not self.terminal.has_ended() and b"ready" not in self.terminal.output:
                self.terminal.read(0.1)
                if time.monotonic() > deadline:
                    raise SystemExit(f"the screen does not start: {bytes(self.terminal.output[-2000:])!r}")
            if b"ready" in self.terminal.output:
                return
            self.terminal.close()
            time.sleep(0.2)

    def reopen(self):
        code = self.terminal.wait()
        if code not in ENDINGS:
            raise SystemExit(f"the screen exited with {code}: {bytes(self.terminal.output[-2000:])!r}")
        if left := self.terminal.left_behind():
            raise SystemExit(f"the screen ({code}) left behind {left}: {bytes(self.terminal.output[-300:])!r}")
        self.terminal.close()
        if code:
            # It may have been interrupted while it stopped the stack; wait until that is finished.
            subprocess.run(self.stack.command + ["down"], env=self.stack.environment, capture_output=True, timeout=60)
        self.open()

    def send(self, data):
        """Sends input and reads output at the same time, so that neither side blocks the other."""
        deadline = time.monotonic() + 20
        while data:
            if self.terminal.has_ended():
                return
            if time.monotonic() > deadline:
                raise SystemExit("the screen has not read its input for 20 s")
            readable, writable, _ = select.select([self.terminal.master], [self.terminal.master], [], 0.1)
            if readable:
                self.terminal.read(0)
            if writable:
                data = data[os.write(self.terminal.master, data[:256]):]
        del self.terminal.output[:-100_000]

    def answers(self):
        """Checks that the screen still draws: Ctrl-L always repaints it."""
        self.send(b"\x1b")
        self.terminal.pump(0.1)
        # End an open paste or string.
        self.send(b"\x1b[201~")
        self.terminal.pump(0.05)
        deadline = time.monotonic() + 20
        while not self.terminal.has_ended():
            self.send(b"\x0c")
            if len(self.terminal.pump(0.3)) > 0:
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"the screen hangs: {bytes(self.terminal.output[-1000:])!r}")


def event(generator):
    kind = generator.random()
    if kind < 0.6:
        key = generator.choice(KEYS)
        return b"" if key in SLOW and generator.random() < 0.95 else key
    if kind < 0.8:
        button = generator.choice([0, 0, 0, 1, 2, 32, 32, 64, 65, 68, 35])
        end = generator.choice(b"MMm")
        return f"\x1b[<{button};{generator.randint(0, 320)};{generator.randint(0, 110)}{chr(end)}".encode()
    if kind < 0.9:
        return b"".join(generator.choice(PIECES) for _ in range(generator.randint(1, 12)))
    return b"\x1b[200~" + bytes(generator.randrange(256) for _ in range(generator.randint(0, 300))) + b"\x1b[201~"


def run(stack, events, seed):
    """Returns how often the screen was started."""
    generator = random.Random(seed)
    session = Session(stack)
    for index in range(events):
        if session.terminal.has_ended():
            session.reopen()
        if generator.random() < 0.05:
            session.terminal.resize(generator.randint(1, 300), generator.randint(1, 100))
        else:
            session.send(event(generator))
        if generator.random() < 0.1:
            session.terminal.read(0.01)
        if index % 500 == 499:
            session.answers()
    while not session.terminal.has_ended():
        session.send(b"\x1b")
        session.terminal.pump(0.1)
        session.send(b"\x03\x03")
        session.terminal.pump(0.3)
    session.reopen()
    session.send(b"\x03\x03")
    session.terminal.wait()
    session.terminal.close()
    return session.starts
