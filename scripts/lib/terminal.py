"""Runs a program on a pseudo-terminal that a script controls: keys, sizes, terminal responses, raw output."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

ESCAPE = re.compile(rb"\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b[\]P_^X][^\x1b\x07]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
# The sequences that set and reset each terminal mode. Source: xterm's ctlseqs.
MODES = {
    "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "mouse buttons": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "mouse movement": (b"\x1b[?1002h", b"\x1b[?1002l"),
    "mouse in decimals": (b"\x1b[?1006h", b"\x1b[?1006l"),
    "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
    "synchronized output": (b"\x1b[?2026h", b"\x1b[?2026l"),
    "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
    "application keys": (b"\x1b[?1h", b"\x1b[?1l"),
}


class Terminal:
    """Runs a command in its own session, with this as the controlling terminal.

    `answers` are pairs of a query and the terminal's response, such as those below.
    """

    SYNCHRONIZED = (b"\x1b[?2026$p", b"\x1b[?2026;2$y")
    LIGHT = (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
    DARK = (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:0000/0000/0000\x1b\\")

    def __init__(self, command, environment, columns=80, rows=24, answers=()):
        self.answers = answers
        # Keep both ends open, so that the terminal's modes can be read after the program has exited.
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        # Otherwise Ctrl-C, once the terminal's modes are restored, would discard unread output: termios(3), ISIG.
        modes = termios.tcgetattr(self.slave)
        modes[3] |= termios.NOFLSH
        termios.tcsetattr(self.slave, termios.TCSANOW, modes)
        self.modes_before = termios.tcgetattr(self.slave)
        self.output = bytearray()
        self.status = None
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
                for descriptor in range(3):
                    os.dup2(self.slave, descriptor)
                os.closerange(3, 256)
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, data):
        os.write(self.master, data)

    def read(self, timeout):
        """Returns the first output within `timeout` seconds; empty if there is none."""
        ready, _, _ = select.select([self.master], [], [], max(0, timeout))
        if not ready:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.output += data
        for question, answer in self.answers:
            if question in data:
                self.send(answer)
        return data

    def pump(self, seconds):
        """Reads for `seconds` and returns the output."""
        start = len(self.output)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
        return bytes(self.output[start:])

    def wait_for(self, text, timeout=20, start=0):
        """Waits until the output from `start`, without control sequences, contains the text."""
        end = time.monotonic() + timeout
        while text.encode() not in ESCAPE.sub(b"", bytes(self.output[start:])):
            if time.monotonic() > end or self.has_ended():
                raise SystemExit(f"no {text!r} on the terminal, but: {bytes(self.output[-3000:])!r}")
            self.read(0.1)

    def has_ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def wait(self, timeout=20):
        """Waits for the exit and returns the exit code, or the negative signal number."""
        end = time.monotonic() + timeout
        while not self.has_ended():
            if time.monotonic() > end:
                raise SystemExit(f"pid {self.pid} hangs; its terminal: {bytes(self.output[-2000:])!r}")
            self.read(0.02)
        while self.read(0):
            pass
        return os.waitstatus_to_exitcode(self.status)

    def left_behind(self):
        """Returns the modes that were not restored."""
        result = []
        for name, (on, off) in MODES.items():
            if self.output.rfind(on) > self.output.rfind(off):
                result.append(name)
        if termios.tcgetattr(self.slave) != self.modes_before:
            result.append("the terminal's modes")
        return result

    def close(self):
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)
        os.close(self.slave)
