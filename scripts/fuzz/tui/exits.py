"""Every way out of the screen. The terminal must be restored after each."""

import os
import signal

from smallstack import SmallStack
from terminal import MODES, Terminal


def leave(terminal):
    """Leaves through the quit dialog. Sends Escape first, in case something is open."""
    terminal.send(b"\x1b")
    terminal.pump(0.1)
    start = len(terminal.output)
    terminal.send(b"q")
    terminal.wait_for("Leave the stack running, or stop it?", start=start)
    terminal.send(b"d")
    expect(terminal, "quit", {0})


def expect(terminal, name, codes):
    code = terminal.wait()
    if code not in codes:
        raise SystemExit(f"{name}: exited with {code}, not {codes}; {bytes(terminal.output[-1500:])!r}")
    if left := terminal.left_behind():
        raise SystemExit(f"{name}: left behind {', '.join(left)}; {bytes(terminal.output[-300:])!r}")
    terminal.close()


def open_screen(stack, command=None):
    terminal = Terminal(command or stack.command + ["up"], stack.environment, answers=[Terminal.SYNCHRONIZED])
    terminal.wait_for("ready")
    terminal.pump(0.3)
    return terminal


def by_signal(stack, number):
    terminal = open_screen(stack)
    os.kill(terminal.pid, number)
    polite = number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
    expect(terminal, signal.Signals(number).name, {0} if polite else {-number})


def by_stopping(stack):
    """Ctrl-Z and `fg` in a shell with job control."""
    terminal = Terminal(["sh", "-i"], dict(stack.environment, PS1="$ "))
    terminal.wait_for("$")
    terminal.send(" ".join(stack.command + ["up\n"]).encode())
    terminal.wait_for("ready")
    terminal.pump(0.3)
    terminal.send(b"\x1a")
    terminal.wait_for("Stopped")
    for name, (on, off) in MODES.items():
        if terminal.output.rfind(on) > terminal.output.rfind(off):
            raise SystemExit(f"Ctrl-Z: left behind {name}")
    start = len(terminal.output)
    terminal.send(b"fg\n")
    terminal.wait_for("Services", start=start)
    terminal.pump(0.3)
    terminal.send(b"q")
    terminal.wait_for("Leave the stack running, or stop it?")
    terminal.send(b"d")
    terminal.wait_for("detached")
    terminal.pump(0.2)
    terminal.send(b"exit\n")
    expect(terminal, "Ctrl-Z", {0})


def by_hangup(stack):
    terminal = open_screen(stack)
    os.close(terminal.slave)
    os.close(terminal.master)
    for _ in range(1000):
        if terminal.has_ended():
            return
        signal.sigtimedwait([signal.SIGCHLD], 0.02)
    raise SystemExit("the screen does not exit when its terminal is gone")


def without_supervisor(stack):
    terminal = open_screen(stack)
    os.kill(stack.status()["supervisor"]["pid"], signal.SIGKILL)
    terminal.wait_for("reconnecting")
    leave(terminal)


def run(binary, command):
    with SmallStack(binary, {"idle": command}) as stack:
        leave(open_screen(stack))
        for name in ("TERM", "HUP", "INT", "QUIT", "SEGV", "ABRT", "ILL"):
            by_signal(stack, getattr(signal, f"SIG{name}"))
        by_stopping(stack)
        by_hangup(stack)
        without_supervisor(stack)
    print("exits: the terminal was restored after each", flush=True)
