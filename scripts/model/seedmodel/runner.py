"""Performs steps on a stack and compares the contents of every store with the reference model."""

import contextlib
import os
import signal
import time

from . import causes, files, operations
from .describe import brief, describe, options_of
from .edits import load
from .observe import Clients, Unreachable, firm_of
from .reference import Reference, Replaced, Snapshot
from .stack import PATIENCE, START_PATIENCE, STORES, Hang, program
from .worlds import Worlds

# The time a store may take to show a change, and to be filled after a start.
SETTLING = 3.0
REFILLING = 12.0


class Failure(AssertionError):
    """A violation of the invariant."""


class Skipped(Exception):
    """A step that cannot be performed here."""


class Runner(Worlds):
    """Runs one sequence on one stack."""

    def __init__(self, stack, file_names, needs_prepared=False, tell=lambda text: None):
        self.stack = stack
        self.tell = tell
        self.clients = Clients(stack.ports)
        self.clients.learn_firms()
        self.edits = load()
        self.options = options_of(program())
        if needs_prepared:
            self.enable_prepared_transactions()
        self.reference = Reference({}, self.clients.slugs, self.clients.observe())
        self.learn_baselines(file_names)
        self.told = 0
        self.skipped = 0

    def enable_prepared_transactions(self):
        self.clients.postgres.execute("ALTER SYSTEM SET max_prepared_transactions = 5")
        self.stack.need("restart", "postgres", limit=START_PATIENCE)
        self.stack.up()

    def learn_baselines(self, file_names):
        """Loads each variant of the seed once, from otherwise unchanged files."""
        seeds, before = self.stack.folder / "seeds", ()
        baselines = self.reference.baselines
        for variant in files.variants(file_names):
            files.apply(seeds, before, variant)
            if variant or before:
                # Other files need another template, whose rows are loaded first.
                self.stack.need(*operations.words({"do": "reset"}, self.options), limit=START_PATIENCE)
            baselines[variant] = self.settled()
            if before in baselines and variant != before:
                # Only the last of these resets can be undone.
                self.reference.replaced = [Replaced(baselines[before], baselines[variant], before)]
            before = variant
        self.reference.state = baselines[()]

    def settled(self):
        """Returns the observed state once it is stable."""
        last = self.clients.observe()
        deadline = time.monotonic() + REFILLING
        while time.monotonic() < deadline:
            time.sleep(0.3)
            found = self.clients.observe()
            if found == last:
                return found
            last = found
        raise Failure("the stores do not become stable")

    # --- Steps ---

    def carry_out(self, step):
        """Performs one step and the comparison after it."""
        if "edit" in step:
            return self.edit(step)
        if "files" in step:
            return self.change_files(step)
        if "restart" in step or "kill" in step:
            return self.restart(step)
        if step["do"] == "undo" and "reset --undo" not in self.options:
            raise Skipped("this version has no undo")
        both = (step, step.get("beside") or {})
        if self.reference.replaced is None and any(each.get("do") == "undo" for each in both):
            raise Skipped("the order of the last two steps is unknown")
        if causes.needs_disk(step.get("under") or {}) and not self.stack.has_own_disk:
            raise Skipped("mounting a separate disk needs root")
        return self.operate(step)

    def edit(self, step):
        edit = self.edits[step["edit"]]
        edit.apply(self.clients, step)
        if any(pattern.startswith("temporal/") for pattern in edit.touches(step)):
            # Temporal's lists are eventually consistent.
            self.settled()
        self.compare([self.reference.world("edited", self.reference.state, free=edit.touches(step))], SETTLING)

    def change_files(self, step):
        before = self.reference.files
        after = tuple(sorted(set(before) | {step["files"]} if step["on"] else set(before) - {step["files"]}))
        files.apply(self.stack.folder / "seeds", before, after)
        self.reference.files = after
        self.compare([self.reference.world("unchanged", self.reference.state)], SETTLING)

    def restart(self, step):
        name = step.get("restart") or step["kill"]
        if step.get("restart") == "all":
            self.stack.need("down")
        elif "restart" in step:
            self.stack.need("restart", name, limit=START_PATIENCE)
        elif name == "supervisor":
            os.kill(self.stack.supervisor(), signal.SIGKILL)
        else:
            self.kill_service(name)
        self.stack.up()
        self.expect_unchanged({"all", "supervisor", "localstack"} & {name})

    def expect_unchanged(self, forgets):
        reference = self.reference
        state = reference.forgotten(reference.state, reference.loaded) if forgets else reference.state
        self.compare([reference.world("unchanged", state)], REFILLING)

    def kill_service(self, name):
        """Kills the store's process and waits until it is replaced."""
        pid = self.stack.signal_service(name, signal.SIGKILL)
        self.wait_for_another(name, pid)

    def wait_for_another(self, name, pid):
        """Waits until the service has a new process."""
        self.wait_for(lambda: self.stack.service_pid(name) not in (None, pid), f"{name} did not come back")

    @staticmethod
    def wait_for(condition, message, limit=START_PATIENCE):
        deadline = time.monotonic() + limit
        while not condition():
            if time.monotonic() > deadline:
                raise Hang(message)
            time.sleep(0.05)

    # --- Operations ---

    def operate(self, step):
        under, interrupt, beside = step.get("under"), step.get("interrupt"), step.get("beside")
        with self.hindered(under):
            processes = [self.start(each) for each in (step, beside) if each]
            if interrupt:
                self.interfere(interrupt, processes[0][0])
            # A killed supervisor must not keep a command from ending.
            results = [self.stack.finish(process, words, started, PATIENCE) for process, words, started in processes]
        self.recover(under, interrupt)
        for each, result in zip([step, beside], results):
            self.require_told(each, result, step)
        if beside:
            worlds = self.worlds_of_two(step, beside, results)
        else:
            worlds = self.worlds(step, results[0])
        self.compare(worlds, REFILLING if under or interrupt else SETTLING, [brief(result) for result in results])
        if step["do"] == "restore" and "can no longer be undone" in results[0].errors:
            self.reference.replaced = []
        if {"save", "delete"} & {each["do"] for each in (step, beside) if each}:
            self.look_for_snapshots(adopt=bool(interrupt or beside))
        if step["do"] == "status" and results[0].code == 0 and not under and not interrupt:
            self.require_true_status(results[0])

    def look_for_snapshots(self, adopt):
        """Checks the list of snapshots. For an interrupted command, the list is the only evidence of the outcome."""
        listed = self.stack.need("snapshot", "list", "--json").json or []
        found = {each["name"]: tuple(each["stores"]) for each in listed}
        known = self.reference.snapshots
        if not adopt and set(found) != set(known):
            raise Failure(f"the snapshots are {sorted(found)}, but should be {sorted(known)}")
        for name in set(found) - set(known):
            known[name] = Snapshot(dict(self.reference.state), self.reference.loaded)
        for name in set(known) - set(found):
            del known[name]
        for name, stores in found.items():
            known[name].stores = stores

    def start(self, step):
        words = operations.words(step, self.options)
        return self.stack.start(*words), tuple(words), time.monotonic()

    def hindered(self, under):
        if not under:
            return contextlib.nullcontext()
        return causes.CAUSES[under["cause"]][0](self.stack, self.clients, under)

    def interfere(self, interrupt, process):
        # Look up the pid first, so that the signal is sent at the requested moment.
        pid = self.stack.supervisor() if interrupt["way"] == "kill supervisor" else None
        service = interrupt.get("service")
        target = self.stack.service_pid(service) if service else None
        time.sleep(interrupt["after"])
        with contextlib.suppress(ProcessLookupError):
            match interrupt["way"]:
                case "kill supervisor":
                    os.kill(pid, signal.SIGKILL)
                case "interrupt":
                    os.killpg(process.pid, signal.SIGINT)
                case "kill service" if target:
                    os.kill(target, signal.SIGKILL)
                    self.wait_for_another(service, target)

    def recover(self, under, interrupt):
        """Waits until everything runs again and no operation is in progress."""
        if under or interrupt:
            self.up = self.stack.up()
            self.wait_for(
                lambda: (self.stack.run("seed", "status", "--json").json or {}).get("state") != "working",
                "an operation does not finish", PATIENCE)

    def require_told(self, step, result, whole):
        """Checks that a failure was reported, and that every failure has a cause."""
        reference = self.reference
        obstacle = whole.get("under") or whole.get("interrupt") or whole.get("beside") or reference.pending
        if result.code != 0:
            self.told += 1
            self.said += f"\n{'':15}{(result.errors.strip().splitlines() or ['(nothing)'])[0][:160]}"
            interrupted = (whole.get("interrupt") or {}).get("way") == "interrupt"
            reasons = [part.get("skipped") for part in (result.json or {}).get("parts", []) if part.get("is_failed")]
            if "error" not in result.errors.lower() and not any(reasons) and not interrupted:
                raise Failure(f"a failure was not reported\n{brief(result)}")
            reason = operations.may_refuse(reference, step) or operations.must_refuse(reference, step)
            if not obstacle and not reason and step["do"] not in ("status", "dry run"):
                raise Failure(f"refused without a cause\n{brief(result)}")
        elif not whole.get("beside") and (reason := operations.must_refuse(reference, step)):
            raise Failure(f"succeeded although {reason}\n{brief(result)}")

    # --- Comparing ---

    def compare(self, worlds, patience, notes=()):
        """Waits until the observed state matches one of the worlds and makes it the current state."""
        for world in worlds:
            for name, target in self.reference.pending.items():
                if target not in world.stores[name]:
                    world.stores[name] = [*world.stores[name], target]
            world.free = [*world.free, *self.reference.absent_collections()]
        deadline = time.monotonic() + patience
        while True:
            try:
                found = self.clients.observe()
                wrong = [(world.differences(found), world) for world in worlds]
                match = next((world for differences, world in wrong if not differences), None)
                if match:
                    return self.accept(match, found)
                differences, world = min(wrong, key=lambda each: len(each[0]))
                problem = f"not as it should be ({world.label}), {len(differences)} items:\n"
                problem += "\n".join(differences[:8])
            except Unreachable as error:
                problem = str(error)
            if time.monotonic() > deadline:
                raise Failure("\n".join([problem, *notes]))
            time.sleep(0.15)

    def accept(self, world, found):
        before = self.reference.state, self.reference.loaded
        self.reference.take(world, found)
        if self.step.get("beside"):
            trial = next(trial for each, trial in self.pair if each is world)
            self.reference.snapshots = trial.snapshots
            # What a step of the pair replaced is only partly known.
            self.reference.replaced = trial.replaced if trial.replaced is self.known else None
        elif "do" in self.step and world.label.startswith("done"):
            operations.note(self.reference, self.step, *before)

    def require_true_status(self, result):
        """Checks that the status of each firm and store is correct."""
        reference, wrong = self.reference, []
        for firm in (result.json or {}).get("firms", []):
            for store in firm["stores"]:
                name = store["name"]
                if name not in STORES or name in reference.pending or store["state"] != "seeded":
                    continue
                odd = reference.differs(name, firm["slug"])
                # An added column is a change of the table, but also changes the digest of its rows.
                sure = [key for key in odd if key.split("/")[2] not in self.altered_tables()] \
                    if name == "postgres" else odd
                said = sum((store.get("drift") or {}).values())
                if said and not odd or sure and not said:
                    what = f"the status reports {said} changed items; actually changed: {odd[:3] or 'none'}"
                    wrong.append(f"{firm['slug']} {name}: {what}")
        wrong += self.untrue_changes(result.json or {})
        if wrong:
            raise Failure("the status is wrong:\n" + "\n".join(wrong))

    def altered_tables(self):
        columns = [key.split("/")[2] for key in self.reference.differs("postgres") if key.startswith("postgres/column/")]
        return {column.rsplit(".", 1)[0] for column in columns}

    def untrue_changes(self, status):
        """Checks that changes which belong to no firm are reported if, and only if, there are any."""
        if "database_changes" not in status or status.get("not_measured") or status.get("state") != "seeded":
            return []
        odd = [key for key in self.reference.rows_differ() if firm_of(key, self.reference.slugs) is None]
        said = status["database_changes"]
        if bool(odd) == bool(said):
            return []
        return [f"the status reports {len(said)} changes that belong to no firm; actually changed: {odd[:3] or 'none'}"]

    # --- A sequence ---

    def run(self, steps):
        """Performs all steps, then a full restart. Raises the first failure, with the number of its step."""
        steps = [*steps, {"restart": "all"}]
        for number, step in enumerate(steps, 1):
            self.step = step
            started = time.monotonic()
            self.said = ""
            try:
                self.carry_out(step)
            except Skipped as error:
                self.skipped += 1
                self.said = f" (skipped: {error})"
            except (Failure, Hang, Unreachable, AssertionError) as error:
                error.step = number
                raise
            self.tell(f"{number:5} {time.monotonic() - started:6.2f} s  {describe(step)}{self.said}")
