"""The complete state of the stack as a dictionary of digests, and the differences between two states."""

import concurrent.futures

from .postgres import Postgres
from .stores import Objects, Redis, Search, Temporal

NAMES = ["postgres", "redis", "s3", "typesense", "temporal"]


class Unreachable(AssertionError):
    """A store that should be up did not answer."""


class Clients:
    """Real clients for every store of a stack."""

    def __init__(self, ports):
        self.postgres = Postgres(ports["POSTGRES"])
        self.redis = Redis(ports["REDIS"])
        self.objects = Objects(ports["LOCALSTACK"])
        self.search = Search(ports["TYPESENSE"])
        self.temporal = Temporal(ports["TEMPORAL"])
        self.firms = {}
        self.workers = concurrent.futures.ThreadPoolExecutor(5)

    def learn_firms(self):
        self.firms = self.postgres.firms()

    @property
    def slugs(self):
        return sorted(self.firms.values())

    def observe(self):
        """Returns digests of everything. The first part of a key is the store."""
        readers = [
            lambda: self.postgres.observe(self.firms), self.redis.observe, self.objects.observe, self.search.observe,
            self.temporal.observe,
        ]
        state = {}
        tasks = [(name, self.workers.submit(reader)) for name, reader in zip(NAMES, readers)]
        failed = None
        for name, task in tasks:
            try:
                state.update(task.result(20))
            except Exception as error:
                failed = failed or Unreachable(f"{name} cannot be read: {type(error).__name__}: {error}")
        if failed:
            raise failed
        return state


def store_of(key):
    return key.split("/", 1)[0]


def firm_of(key, slugs):
    """Returns the firm that an item belongs to; None if it belongs to no firm."""
    store, *parts = key.split("/")
    if store == "postgres":
        return parts[-1] if parts[0] == "rows" and parts[-1] in slugs else None
    if store == "redis":
        words = "/".join(parts[1:]).split(":")
        return words[1] if parts[0] == "0" and words[0] == "cpa" and len(words) > 2 and words[1] in slugs else None
    if store == "s3":
        return parts[1] if len(parts) > 2 and parts[0] == "cpa-documents" and parts[1] in slugs else None
    if store == "typesense":
        return parts[-1] if parts[0] == "documents" and parts[1].endswith("@") and parts[-1] in slugs else None
    return parts[1] if parts[0] in ("workflow", "run", "schedule") and parts[1] in slugs else None


def show_difference(key, wanted, found):
    names = {None: "missing"}
    return f"{key}: {names.get(found, found)}; should be {names.get(wanted, wanted)}"
