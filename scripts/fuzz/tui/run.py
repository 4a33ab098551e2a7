"""Tests what the screen must survive, on a pseudo-terminal with a small real stack. Exits with 1 on failure.

`exits`: every way out restores the terminal. `attack`: output of services and probes reaches the terminal only as text
and colours. `fuzz`: random keys, mouse events, pastes, broken sequences and sizes neither crash nor hang it.
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../lib"))
import exits  # noqa: E402
import randominput  # noqa: E402
from smallstack import SmallStack  # noqa: E402
from terminal import Terminal  # noqa: E402

IDLE = ["sh", "-c", "echo ready; exec sleep 100000"]
TALK = ["sh", "-c", "while :; do echo tick; sleep 0.05; done"]

# The text of each shows that it arrived; no sequence may. One per line, since an open one hides the rest of its line.
ATTACKS = r"\n".join([
    r"osc-52\033]52;c;ZXZpbA==\007", r"title\033]0;evil\007", r"title-st\033]2;evil\033\\", r"move\033[7;77H",
    r"erase\033[2J", r"status\033[6n", r"who\033[c", r"who2\033[>c", r"window\033[8;5;5t", r"dcs\033Pq#0\033\\",
    r"apc\033_Gevil\033\\", r"pm\033^evil\033\\", r"alt\033[?1047l", r"mouse\033[?1003h", r"reset\033c",
    r"charset\033(0", r"c1\302\23552;c;x\302\234", r"bidi\342\200\256live", r"isolate\342\201\246x", r"bell\007",
    r"back\010\010", r"colour\033[31mred\033[0m", r"open\033]52;c;", r"evil-end",
])
# Sequences of the screen itself: the capabilities that curses uses, the modes that it sets, and its queries.
OURS = re.compile(
    rb"\x1b\[[0-9;:]*[ABCDEFGHIJKLMPSTXZ@bdfmr]|\x1b\[\?(?:1049|1000|1002|1006|2004|2026|25|12|1|7)"
    rb"(?:;\d+)*[hl]|\x1b\[4l|\x1b\[\?2026\$p|\x1b\]11;\?\x1b\\|\x1b[78=>M]|\x1b\(B|\x1b\[!p|\x1b\[22;0;0t|"
    rb"\x1b\[23;0;0t|\x1b\\")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u0080-\u009f]")


def attack(binary):
    attacker = ["sh", "-c", f"while :; do printf '{ATTACKS}\\n'; sleep 0.2; done"]
    with SmallStack(binary, {"attacker": attacker, "idle": IDLE}, probe=["sh", "-c", f"printf '{ATTACKS}'; exit 1"]) \
            as stack:
        terminal = Terminal(stack.command + ["up"], stack.environment, 200, 60)
        terminal.wait_for("evil-end")
        terminal.send(b"w")
        terminal.pump(2)
        terminal.send(b"\t\t")
        terminal.pump(1)
        raw = bytes(terminal.output)
        # Curses also moves the cursor with these.
        rest = OURS.sub(b"", raw).replace(b"\b", b"").replace(b"\r", b"").replace(b"\n", b"")
        found = {bytes([byte]) for byte in rest if byte < 0x20 or byte == 0x7F}
        if found:
            place = next(index for index, byte in enumerate(rest) if byte < 0x20 or byte == 0x7F)
            raise SystemExit(f"reached the terminal: {found} near {rest[max(0, place - 60):place + 60]!r}")
        text = rest.decode(errors="replace")
        if match := BIDI.search(text):
            raise SystemExit(f"reached the terminal: {match.group()!r}")
        for payload in ("evil", "52;c", "#0"):
            if payload in text.replace("evil-end", ""):
                raise SystemExit(f"a part of a sequence is shown as text: {payload}")
        for word in ("osc-52", "title", "evil-end"):
            if word not in text:
                raise SystemExit(f"{word} is not on the screen, so the test is inconclusive")
        exits.leave(terminal)
    print("attack: nothing but text and colours reached the terminal", flush=True)


def fuzz(binary):
    events = int(os.environ.get("CPADEV_FUZZ_EVENTS", "3000"))
    seed = int(os.environ.get("CPADEV_FUZZ_SEED", "4"))
    with SmallStack(binary, {"idle": IDLE, "talk": TALK, "done": ["true"]}) as stack:
        starts = randominput.run(stack, events, seed)
    print(f"fuzz: {events} events with seed {seed}, {starts} starts of the screen: no crash, no hang, terminal restored")


def main():
    binary = sys.argv[1]
    parts = {"exits": lambda: exits.run(binary, IDLE), "attack": lambda: attack(binary), "fuzz": lambda: fuzz(binary)}
    for name in sys.argv[2:] or parts:
        parts[name]()


main()
