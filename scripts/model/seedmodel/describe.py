"""Readable descriptions of steps and results."""

import json
import subprocess

from . import operations


def brief(result):
    """Describes a command and its result, without its standard output."""
    text = result.errors.strip() or "no error message"
    return f"cpadev {' '.join(result.words)}: exit {result.code}, {result.seconds:.2f} s: {text[-1200:]}"


def describe(step):
    """Describes a step on one line."""
    if "edit" in step:
        rest = {key: value for key, value in step.items() if key != "edit"}
        return f"edit {step['edit']} {json.dumps(rest)}" if rest else f"edit {step['edit']}"
    if "files" in step:
        return f"seed files: {step['files']} edit {'made' if step['on'] else 'reverted'}"
    if "restart" in step:
        return f"restart {step['restart']}"
    if "kill" in step:
        return f"kill {step['kill']}"
    text = "cpadev " + " ".join(word for word in operations.words(step, ()) if word != "--json")
    if step.get("under"):
        text += f", under {json.dumps(step['under'])}"
    if step.get("interrupt"):
        interrupt = step["interrupt"]
        words = [interrupt["way"], interrupt.get("service"), f"after {interrupt['after']} s"]
        text += ", " + " ".join(word for word in words if word)
    if step.get("beside"):
        text += f", beside {describe(step['beside'])}"
    return text


def options_of(program):
    """Returns the options that this version supports beyond those of the first one."""
    text = subprocess.run([program, "reset", "--help"], capture_output=True, text=True).stdout
    return [f"reset {flag}" for flag in ("--undo", "--yes") if flag in text]
