"""The changes a developer makes to a stack between two commands. Each edit names the items that it may change.

An edit is a function of the clients and the step's arguments, so that every subset of a sequence can be run: it skips
whatever it needs but does not find.
"""

from dataclasses import dataclass
from typing import Callable

EDITS = {}
FIRMS = ["okafor-cpa", "tidewater-tax", "granite-assurance"]


@dataclass
class Edit:
    name: str
    apply: Callable
    touches: Callable
    arguments: Callable
    weight: int


def firm_and_place(random):
    return {"firm": random.choice(FIRMS), "at": random.randrange(40), "token": random.randrange(10000)}


def token(random):
    return {"token": random.randrange(4)}


def nothing(random):
    return {}


def edit(*patterns, arguments=nothing, weight=1, values=None):
    """Registers an edit. Patterns match item keys and are formatted with the step's arguments."""
    def register(function):
        name = function.__name__

        def chosen(random):
            result = arguments(random)
            for key, choices in (values or {}).items():
                result[key] = random.choice(choices)
            return result

        EDITS[name] = Edit(
            name, function, lambda step: [pattern.format_map(step) for pattern in patterns], chosen, weight)
        return function
    return register


def load():
    """Returns all edits. Importing the modules registers them."""
    from . import edits_postgres, edits_stores  # noqa: F401
    return EDITS
