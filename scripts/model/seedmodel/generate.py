"""Random sequences of steps. A step is self-contained, so that any subset is also a valid sequence."""

import random

from . import causes
from .edits import FIRMS, load
from .files import FILES
from .observe import NAMES

SERVICES = ["postgres", "redis", "localstack", "typesense", "temporal"]
KINDS = {"edit": 48, "files": 4, "operation": 20, "cause": 13, "interrupt": 8, "beside": 2, "restart": 5}


def sequence(seed, count, only=None, avoid=(), options=()):
    """Returns the steps for a seed, which are the same every time."""
    dice = random.Random(seed)
    edits = load()
    kinds = {kind: weight for kind, weight in KINDS.items() if kind not in avoid}
    if only:
        kinds = {kind: weight for kind, weight in kinds.items() if kind in ("edit", "operation", *only)}
    steps = []
    while len(steps) < count:
        kind = dice.choices(list(kinds), list(kinds.values()))[0]
        step = make(kind, dice, edits, options)
        if not set(words_of(step)) & set(avoid):
            steps.append(step)
    return steps


def words_of(step):
    """Returns the names with which a step can be avoided."""
    parts = [step, step.get("under") or {}, step.get("interrupt") or {}]
    return [value for part in parts for value in part.values() if isinstance(value, str)]


def make(kind, dice, edits, options):
    match kind:
        case "edit":
            chosen = dice.choices(list(edits.values()), [each.weight for each in edits.values()])[0]
            return {"edit": chosen.name, **chosen.arguments(dice)}
        case "files":
            return {"files": dice.choice(sorted(FILES)), "on": dice.random() < 0.5}
        case "operation":
            return operation(dice, options)
        case "cause":
            return {**changing(dice, options), "under": causes.choices(dice)}
        case "interrupt":
            way = dice.choice(["kill supervisor", "kill supervisor", "interrupt", "interrupt", "kill service"])
            step = {**changing(dice, options), "interrupt": {"way": way, "after": round(dice.uniform(0, 0.4), 3)}}
            if way == "kill service":
                step["interrupt"]["service"] = dice.choice(SERVICES)
            return step
        case "beside":
            return {**changing(dice, options), "beside": changing(dice, options)}
    choice = dice.random()
    if choice < 0.3:
        return {"restart": "all"}
    if choice < 0.6:
        return {"restart": dice.choice(SERVICES)}
    return {"kill": dice.choice([*SERVICES, "supervisor"])}


def operation(dice, options):
    if dice.random() < 0.3:
        return {"do": dice.choice(["status", "status", "dry run"])}
    return changing(dice, options)


def changing(dice, options):
    """Returns a command that replaces or saves data."""
    kinds = {"reset": 6, "firm": 7, "store": 2, "seed": 3, "save": 3, "restore": 4, "delete": 1}
    if "reset --undo" in options:
        kinds["undo"] = 5
    match dice.choices(list(kinds), list(kinds.values()))[0]:
        case "firm":
            return {"do": "reset", "firm": dice.choice(FIRMS)}
        case "store":
            return {"do": "reset", "stores": [dice.choice(NAMES)]}
        case "seed":
            flags = dice.choice([{}, {}, {"yes": True}, {"rebuild": True}, {"yes": True, "rebuild": True}])
            return {"do": "seed", **flags}
        case "save" | "restore" | "delete" as kind:
            return {"do": kind, "name": dice.choice(["one", "two"])}
        case kind:
            return {"do": kind}
