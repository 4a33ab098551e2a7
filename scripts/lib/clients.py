"""Python environments with pinned packages, above all the clients for every store that check a running stack.

As a program, it fetches the clients in advance, for checks that run without network access.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "check-stack-requirements.txt"


def setting(name, default):
    return os.environ.get(name) or default


def stack_key():
    """Returns the random key that cpadev made for the stack, the default of TYPESENSE_API_KEY."""
    state = Path(setting("CPADEV_STATE_DIR", Path(__file__).resolve().parents[2] / ".cpadev"))
    file = state / "run" / "key"
    return file.read_text() if file.exists() else "dev_key"


def cache_folder():
    if "CPADEV_CACHE_DIR" in os.environ:
        return Path(os.environ["CPADEV_CACHE_DIR"])
    if os.geteuid() == 0:
        return Path("/var/cache/cpadev")
    return Path(setting("XDG_CACHE_HOME", Path.home() / ".cache")) / "cpadev"


def enter_environment(script, requirements=REQUIREMENTS):
    """Re-executes the script in an environment with the pinned packages, which is created on first use."""
    python = need_environment(requirements)
    if Path(sys.prefix) != python.parents[1]:
        os.execv(python, [str(python), script, *sys.argv[1:]])


def need_environment(requirements=REQUIREMENTS):
    """Returns the environment's Python, creating the environment if necessary."""
    name = requirements.name.removesuffix("-requirements.txt")
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = cache_folder() / f"{name}-{digest}"
    python = folder / "bin" / "python"
    if not python.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with open(folder.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not python.exists():
                make_environment(folder, requirements)
    return python


def make_environment(folder, requirements):
    print(f"fetching the Python packages in {requirements.name} from PyPI", file=sys.stderr)
    unfinished = folder.with_suffix(".tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    maker = setting("CPADEV_PYTHON", "/usr/bin/python3.11")
    subprocess.run([maker, "-m", "venv", unfinished], check=True)
    pip = [unfinished / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", requirements]
    subprocess.run(pip, check=True)
    unfinished.rename(folder)


if __name__ == "__main__":
    need_environment()
