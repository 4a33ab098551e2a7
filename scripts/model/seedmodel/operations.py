"""The commands under test: their command lines, the resulting states, and when they may be refused."""

from dataclasses import dataclass

from .observe import NAMES, store_of
from .reference import Snapshot


def words(step, options):
    """Returns the command line, with the options that suppress prompts in this version."""
    match step["do"]:
        case "reset":
            chosen = ["reset", "--json"]
            if step.get("firm"):
                chosen += ["--firm", step["firm"]]
            for store in step.get("stores", []):
                chosen += ["--store", store]
            return chosen + (["--yes"] if "reset --yes" in options else [])
        case "undo":
            return ["reset", "--undo", "--json"] + (["--yes"] if "reset --yes" in options else [])
        case "dry run":
            return ["reset", "--dry-run", "--json"] + (["--firm", step["firm"]] if step.get("firm") else [])
        case "seed":
            return ["seed", "--json"] + [f"--{flag}" for flag in ("yes", "rebuild") if step.get(flag)]
        case "status":
            return ["seed", "status", "--json"]
        case "save" | "restore" | "delete":
            return ["snapshot", step["do"], "--json", step["name"]] if step["do"] != "delete" else [
                "snapshot", "delete", step["name"]]
    raise ValueError(f"no operation {step['do']}")


@dataclass
class Outcome:
    """The state after a success, the loaded seed, and whether the step replaced something."""

    state: dict
    loaded: tuple
    replaces: bool = True


def outcomes(reference, step):
    """Returns every possible state after a success; more than one only if it is unknown what is undone."""
    old, loaded = reference.state, reference.loaded
    match step["do"]:
        case "reset" if step.get("firm"):
            return [Outcome(reference.firm_as_seeded(step["firm"], step.get("stores") or NAMES), loaded)]
        case "reset":
            stores = step.get("stores") or NAMES
            loaded = reference.files if "postgres" in stores else loaded
            return [Outcome(reference.as_seeded(loaded, stores), loaded)]
        case "seed" if reference.files != loaded or step.get("rebuild"):
            return [Outcome(reference.as_seeded(reference.files), reference.files)]
        case "restore" if step["name"] in reference.snapshots:
            snapshot = reference.snapshots[step["name"]]
            return [Outcome(reference.restored(snapshot), snapshot.loaded)]
        case "undo" if reference.replaced:
            return [Outcome(reference.undone(each), each.loaded) for each in reference.replaced]
    return [Outcome(old, loaded, False)]


def may_refuse(reference, step):
    """Returns why the operation may be refused in this state; None if it must not be."""
    match step["do"]:
        case "reset" if step.get("firm"):
            if reference.files != reference.loaded:
                return "the seed files changed"
            odd = [key for key in reference.rows_differ() if not key.startswith(("postgres/rows/", "postgres/role/"))]
            if odd:
                return f"the schema differs: {odd[0]}"
            return None
        case "reset" if step.get("stores") and "postgres" not in step["stores"]:
            return "the seed files changed" if reference.files != reference.loaded else None
        case "seed":
            # A load over changed data needs confirmation; over unchanged data it does not.
            changes = reference.files != reference.loaded or step.get("rebuild")
            drift = reference.rows_differ() or any(store_of(key) != "postgres" for key in reference.differs())
            return "there is drift" if changes and not step.get("yes") and drift else None
        case "save":
            return "the snapshot already exists" if step["name"] in reference.snapshots else None
        case "restore" | "delete":
            return "the snapshot does not exist" if step["name"] not in reference.snapshots else None
        case "undo":
            # A step that found nothing to replace need not count.
            counts = any(each.before != each.after for each in reference.replaced or [])
            return None if counts else "there is nothing to undo"
    return None


def must_refuse(reference, step):
    """Returns why the operation must be refused in this state; None if it may proceed."""
    under, service = ((step.get("under") or {}).get(key) for key in ("cause", "service"))
    match step["do"]:
        case "seed" if not step.get("yes") and under in (None, "service_stopped") and not step.get("interrupt"):
            if reference.files == reference.loaded and not step.get("rebuild"):
                return None
            stopped = {"localstack": "s3"}.get(service, service)
            if stopped and stopped not in reference.pending:
                return f"{stopped} is stopped, so what it would lose is not known"
            odd = reference.lost_by_loading()
            return f"it would lose {len(odd)} things, such as {odd[0]}" if odd else None
        case "save":
            return "a snapshot of that name exists" if step["name"] in reference.snapshots else None
        case "restore" | "delete":
            return "no snapshot of that name exists" if step["name"] not in reference.snapshots else None
    return None


def note(reference, step, old, old_loaded):
    """Records the effects of a success outside the stores."""
    match step["do"]:
        case "save":
            reference.snapshots[step["name"]] = Snapshot(dict(old), old_loaded)
        case "delete":
            reference.snapshots.pop(step["name"], None)
