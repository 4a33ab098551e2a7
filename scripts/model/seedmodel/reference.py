"""The reference model: the expected contents of every store after each step, and what a step may change."""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .files import DOCUMENT
from .observe import NAMES, firm_of, show_difference, store_of
from .stores import BUCKET


class Any:
    """An unspecified value: matches anything."""

    def __repr__(self):
        return "anything"


ANY = Any()
# In the label of a world in which LocalStack, which has no persistence, was stopped and filled again.
FORGOTTEN = "LocalStack filled again"


class OneOf(tuple):
    """Several permitted values; None means a missing item."""


def one_of(*values):
    """Returns the union of values, each of which may itself be a choice."""
    if ANY in values:
        return ANY
    choices = [choice for value in values for choice in (value if isinstance(value, OneOf) else (value,))]
    return OneOf(dict.fromkeys(choices))


def with_rows_back(current, old, new):
    """Returns the digest of a firm's rows once those that a step replaced are back: digests are sums over rows."""
    parts = [re.fullmatch(r"(\d+) rows (-?\d+)", digest or "0 rows 0") for digest in (current, old, new)]
    if not all(parts):
        return current
    count, total = ([int(part[group]) for part in parts] for group in (1, 2))
    rows = count[0] + count[1] - count[2]
    return f"{rows} rows {total[0] + total[1] - total[2]}" if rows else None


def accepts(wanted, found):
    if wanted is ANY:
        return True
    return found in wanted if isinstance(wanted, OneOf) else wanted == found


@dataclass
class World:
    """A permitted outcome: for each store its possible states, any of which may apply to each item."""

    label: str
    stores: dict
    loaded: tuple
    # Stores that may still be filled later, as was reported, with their contents.
    pending: dict = field(default_factory=dict)
    # Whether the step replaced something that can be undone.
    replaces: bool = False
    # Patterns of items that may have any value.
    free: list = field(default_factory=list)

    def differences(self, found):
        wrong = []
        keys = set(found).union(*(state for states in self.stores.values() for state in states))
        for key in sorted(keys):
            if any(fnmatchcase(key, pattern) for pattern in self.free):
                continue
            states = self.stores[store_of(key)]
            if not any(accepts(state.get(key), found.get(key)) for state in states):
                wrong.append(show_difference(key, states[0].get(key), found.get(key)))
        return wrong


def split(state):
    stores = {name: {} for name in NAMES}
    for key, value in state.items():
        stores[store_of(key)][key] = value
    return stores


@dataclass
class Replaced:
    """A step that can be undone: the states before and after it, and the seed that was loaded before."""

    before: dict
    after: dict
    loaded: tuple


@dataclass
class Snapshot:
    state: dict
    loaded: tuple
    # The stores that were available when it was saved.
    stores: tuple = tuple(NAMES)


class Reference:
    """The expected state of a stack. `baselines` are the seeded states by variant of the seed files."""

    def __init__(self, baselines, slugs, state, files=()):
        self.baselines = baselines
        self.slugs = slugs
        self.state = dict(state)
        # The current edits of the seed files, and those with which the rows were loaded.
        self.files = files
        self.loaded = files
        self.snapshots = {}
        self.pending = {}
        # The candidates for the last step that replaced something: a step that found nothing to replace need not count.
        # None if the order of two steps is unknown.
        self.replaced = []

    # --- States that steps lead to ---

    def survives(self, key):
        """Whether an item outside the seed survives a full reset; None if either is permitted."""
        store, *parts = key.split("/")
        if store == "postgres":
            return parts[0] in ("database", "settings")
        if store == "typesense" and parts[0] in ("synonyms", "overrides"):
            return None
        if store == "typesense" and parts[0] == "documents":
            return firm_of(key, self.slugs) is None
        return firm_of(key, self.slugs) is None

    def as_seeded(self, variant, stores=NAMES):
        """The state after a reset of everything or of the named stores."""
        baseline = self.baselines[variant]
        result = {}
        for key in set(self.state) | set(baseline):
            store, current = store_of(key), self.state.get(key)
            if store not in stores:
                value = current
            elif key == "postgres/settings" or key.startswith("postgres/database/"):
                value = current
            elif key in baseline:
                value = ANY if key.startswith("temporal/run/") else baseline[key]
            else:
                stays = self.survives(key)
                value = current if stays else one_of(current, None) if stays is None else None
            if value is not None:
                result[key] = value
        return result

    def firm_as_seeded(self, slug, stores=NAMES):
        """The state after a reset of one firm: its items as seeded, all others unchanged."""
        baseline = self.baselines[self.loaded]
        broken = self.broken_collections()
        result = dict(self.state)
        for key in set(self.state) | set(baseline):
            if store_of(key) not in stores:
                continue
            if store_of(key) == "typesense" and any(f"/{name}" in key for name in broken):
                # The reset may or may not repair the collection of the firm's documents.
                result[key] = ANY
            elif firm_of(key, self.slugs) == slug:
                result[key] = ANY if key.startswith("temporal/run/") else baseline.get(key)
            elif store_of(key) == "s3" and key in baseline and key not in self.state and "/" not in key[3:]:
                result[key] = ANY
        return {key: value for key, value in result.items() if value is not None}

    def broken_collections(self):
        """Seeded collections whose definition differs from the seed, regardless of their contents."""
        baseline = self.baselines[self.loaded]
        names = ("typesense/collection/", "typesense/alias/")
        return [key.rsplit("/", 1)[1].rstrip("@") for key, value in baseline.items()
                if key.startswith(names) and self.state.get(key) != value]

    def absent_collections(self):
        """Seeded collections that are missing: created whenever a store is filled, including after a restart."""
        baseline = self.baselines.get(self.loaded, {})
        return [key for key in baseline if key.startswith("typesense/collection/") and key not in self.state]

    def restored(self, snapshot):
        """The state after restoring a snapshot."""
        result = {}
        for key in set(self.state) | set(snapshot.state):
            store, current, saved = store_of(key), self.state.get(key), snapshot.state.get(key)
            outside = key.startswith(("postgres/database/", "postgres/settings", "s3/alias/", "redis/1/"))
            elsewhere = store == "s3" and key != f"s3/{BUCKET}" and not key.startswith(f"s3/{BUCKET}/")
            if outside or elsewhere or store == "temporal" or store not in snapshot.stores:
                value = current
            elif key.startswith(("postgres/role/", "typesense/synonyms/", "typesense/overrides/")):
                value = one_of(current, saved)
            elif saved is None and store != "postgres" and self.survives(key) is not False:
                # Belongs to no firm and was created after the snapshot.
                value = one_of(current, None)
            else:
                value = saved
            if value is not None:
                result[key] = value
        return result

    def undone(self, replaced):
        """The state after undoing a step."""
        before, after = replaced.before, replaced.after
        changed = {key for key in set(before) | set(after) if before.get(key) != after.get(key)}
        # A firm's step is undone row by row, a whole one by swapping databases.
        is_by_row = len({firm_of(key, self.slugs) for key in changed if key.startswith("postgres/rows/")}) == 1
        result = {}
        for key in set(self.state) | set(before) | set(after):
            old, new, current = before.get(key), after.get(key), self.state.get(key)
            if key.startswith(("postgres/database/", "postgres/settings")):
                value = current
            elif key.startswith(("temporal/run/", "temporal/workflow/")) and (old != new or "/run/" in key):
                # A closed workflow cannot continue; it can only start again.
                value = ANY
            elif key.startswith("typesense/collection/") and key.endswith("@") and old is None:
                # Missing seed collections are created, including at startup.
                value = one_of(None, current)
            elif old == new:
                # An object may have been rewritten with its previous contents.
                value = current if store_of(key) not in ("postgres", "s3") else one_of(current, old)
            elif current != new and is_by_row and key.startswith("postgres/rows/"):
                # The rows that the step replaced come back, and others that were edited since stay.
                value = one_of(old, current, with_rows_back(current, old, new))
            else:
                value = old if current == new else one_of(old, current)
            if value is not None:
                result[key] = value
        return result

    def forgotten(self, state, variant):
        """The state after LocalStack, which has no persistence, was stopped and filled again."""
        result = {key: value for key, value in state.items() if store_of(key) != "s3"}
        # A document that was edited since the load cannot be stored again.
        is_edited = ("document" in self.files) != ("document" in variant)
        for key, value in self.baselines[variant].items():
            if store_of(key) == "s3":
                result[key] = one_of(value, None) if is_edited and key.endswith(DOCUMENT) else value
        return result

    # --- The current state ---

    def differs(self, store=None, firm=None):
        """Returns the items that differ from the loaded seed."""
        baseline = self.baselines[self.loaded]
        return [
            key for key in set(self.state) | set(baseline)
            if (not store or store_of(key) == store) and (not firm or firm_of(key, self.slugs) == firm)
            and not key.startswith("temporal/run/") and self.state.get(key) != baseline.get(key)
        ]

    def rows_differ(self):
        """Returns the items of the database that differ from the loaded seed."""
        free = ("postgres/database/", "postgres/settings")
        return [key for key in self.differs("postgres") if not key.startswith(free)]

    def lost_by_loading(self):
        """Returns what a load certainly discards: changes of the database, and of firms in the other stores."""
        rows = [key for key in self.rows_differ() if "/role/" not in key]
        return rows + [
            key for key in self.differs()
            if store_of(key) != "postgres" and store_of(key) not in self.pending and firm_of(key, self.slugs)
        ]

    # --- Observation ---

    def world(self, label, state, **options):
        stores = {name: [part] for name, part in split(state).items()}
        return World(label, stores, options.pop("loaded", self.loaded), **options)

    def take(self, world, found):
        """Makes the observed state, which matches `world`, the current state."""
        for name, target in world.pending.items():
            self.pending[name] = target
        for name, states in world.stores.items():
            if name not in world.pending and name in self.pending:
                part = {key: value for key, value in found.items() if store_of(key) == name}
                if all(accepts(value, part.get(key)) for key, value in self.pending[name].items()):
                    del self.pending[name]
        if world.replaces:
            # What LocalStack lost in the meantime was not replaced by the step.
            before = self.forgotten(self.state, self.loaded) if FORGOTTEN in world.label else self.state
            replaced = Replaced(before, dict(found), self.loaded)
            changed = any(found.get(key) != self.state.get(key) for key in set(found) | set(self.state))
            if changed:
                self.replaced = [replaced]
            elif self.replaced is not None:
                self.replaced = [*self.replaced, replaced]
        self.state, self.loaded = dict(found), world.loaded
