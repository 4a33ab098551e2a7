"""The permitted outcomes of a command, depending on its response and on what happened to it."""

import re

from . import operations
from .reference import FORGOTTEN, Reference, Replaced, World, accepts, split
from .stack import STORES

DROPPED = re.compile(r"drop|given up|abandon|not finished|was interrupted", re.I)


class Worlds:
    """The part of a runner that determines what may be observed after a command."""

    def worlds(self, step, result):
        """Returns every permitted outcome for a result."""
        reference, old = self.reference, self.reference.state
        under, interrupt = step.get("under") or {}, step.get("interrupt") or {}
        way = interrupt.get("way")
        outcomes = operations.outcomes(reference, step)
        parts = (result.json or {}).get("parts", [])
        if result.code == 0 or any(part.get("is_failed") for part in parts):
            worlds = [self.done_world(result, each) for each in outcomes]
        else:
            worlds = [reference.world("nothing changed", old)]
            if way in ("kill supervisor", "interrupt"):
                worlds += [self.done_world(result, each) for each in outcomes]
            if self.is_pending_told(way):
                worlds += [self.mixed_world(rows, each) for each in outcomes for rows in (old, each.state)]
        if way == "kill supervisor" or "localstack" in (interrupt.get("service"), under.get("service")):
            others = [self.forgetful(world) for world in worlds]
            # A frozen service may have been restarted or not.
            worlds = worlds + others if under.get("cause") == "service_frozen" else others
        return worlds

    def done_world(self, result, outcome):
        """The operation's success, except for stores that it reports as skipped or failed."""
        answer = result.json or {}
        old, new = split(self.reference.state), split(outcome.state)
        world = self.reference.world("done", outcome.state, loaded=outcome.loaded, replaces=outcome.replaces)
        for part in answer.get("parts", []):
            name = part["store"]
            if part.get("skipped") and name in world.stores:
                world.stores[name] = [old[name], new[name]]
                # A failed store is not retried; an unavailable one is filled once it is available.
                if not part.get("is_failed"):
                    world.pending[name] = new[name]
        for name in STORES:
            if any(note.startswith(f"{name} was left out") for note in answer.get("notes", [])):
                world.stores[name] = [old[name]]
        return world

    def is_pending_told(self, way):
        """Whether the stack itself reports that something is incomplete."""
        status = self.stack.run("seed", "status", "--json").json or {}
        stores = [each for firm in status.get("firms", []) for each in firm["stores"] if each["name"] in STORES]
        said = self.up.text if way else ""
        states = {status.get("state"), *(each["state"] for each in stores)}
        return states != {"seeded"} or bool(DROPPED.search(said))

    def mixed_world(self, rows, outcome):
        old, new = split(self.reference.state), split(outcome.state)
        stores = {name: [old[name], new[name]] for name in old}
        stores["postgres"] = [split(rows)["postgres"]]
        pending = {name: new[name] for name in stores if name != "postgres"}
        loaded = outcome.loaded if rows is outcome.state else self.reference.loaded
        return World("told as not done", stores, loaded, pending, outcome.replaces)

    def forgetful(self, world):
        lost = split(self.reference.forgotten({}, world.loaded))["s3"]
        label = f"{world.label}, {FORGOTTEN}"
        return World(label, {**world.stores, "s3": [lost]}, world.loaded, world.pending, world.replaces)

    def worlds_of_two(self, one, two, results):
        """The outcomes of two steps in either order, or of one if the other was refused."""
        self.pair = []
        self.known = self.reference.replaced
        for order in ((0, 1), (1, 0)):
            trials = [self.copy()]
            for index in order:
                if results[index].code == 0:
                    trials = [done for trial in trials for done in self.after(trial, (one, two)[index])]
            for trial in trials:
                self.pair.append((trial.world(f"both, {len(self.pair)}", trial.state), trial))
        return [world for world, _ in self.pair]

    def after(self, trial, step):
        """Yields a copy of the trial for each outcome of the step."""
        for outcome in operations.outcomes(trial, step):
            done = self.copy(trial)
            operations.note(done, step, trial.state, trial.loaded)
            done.state, done.loaded = outcome.state, outcome.loaded
            if outcome.replaces:
                last = Replaced(trial.state, done.state, trial.loaded)
                # A step that found nothing to replace need not count.
                keys = set(trial.state) | set(done.state)
                is_sure = any(not accepts(done.state.get(key), trial.state.get(key)) for key in keys)
                done.replaced = [last] if is_sure else [*(trial.replaced or []), last]
            yield done

    def copy(self, reference=None):
        reference = reference or self.reference
        trial = Reference(reference.baselines, reference.slugs, reference.state, reference.files)
        trial.loaded, trial.snapshots = reference.loaded, dict(reference.snapshots)
        trial.pending, trial.replaced = dict(reference.pending), reference.replaced
        return trial
