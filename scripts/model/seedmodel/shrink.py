"""Shrinks a failing sequence by delta debugging. Each candidate runs on its own stack."""

import time


def shrink(steps, fails, budget=30, seconds=600, tell=lambda text: None):
    """Returns a shorter sequence that still fails, by removing steps. `fails` runs a candidate."""
    deadline = time.monotonic() + seconds
    tried = 0

    def try_out(candidate):
        nonlocal tried
        if tried >= budget or time.monotonic() > deadline:
            return False
        tried += 1
        failed = fails(candidate)
        tell(f"shrinking: {len(candidate)} steps {'still fail' if failed else 'pass'} (try {tried} of {budget})")
        return failed

    # The relevant steps are usually near the end.
    count = 2
    while count < len(steps):
        if try_out(steps[-count:]):
            steps = steps[-count:]
            break
        count *= 2
    parts = 2
    while len(steps) > 1:
        size = max(1, len(steps) // parts)
        for start in range(0, len(steps), size):
            candidate = steps[:start] + steps[start + size:]
            if candidate and try_out(candidate):
                steps, parts = candidate, max(2, parts - 1)
                break
        else:
            if size == 1 or tried >= budget or time.monotonic() > deadline:
                break
            parts = min(len(steps), parts * 2)
    return steps
