"""Causes of refusal and failure: obstacles that exist while a command runs and are removed afterwards."""

import contextlib
import os
import signal

import psycopg

from .edits import FIRMS

CAUSES = {}


def cause(*choices):
    """Registers a cause with its possible arguments."""
    def register(function):
        CAUSES[function.__name__] = (contextlib.contextmanager(function), choices)
        return function
    return register


def choices(random):
    name = random.choice(sorted(CAUSES))
    return {"cause": name, **random.choice(CAUSES[name][1])}


@cause(*({"firm": firm, "table": table} for firm in FIRMS for table in ("clients", "messages")))
def rows_held(stack, clients, step):
    """A psql session left open in a transaction that changed rows of the firm."""
    with held(clients) as connection:
        firm = "(SELECT id FROM firms WHERE slug = %s)"
        connection.execute(f"UPDATE {step['table']} SET id = id WHERE firm_id = {firm}", [step["firm"]])
        yield


@cause(*({"statement": statement} for statement in (
    "LOCK TABLE clients IN ACCESS EXCLUSIVE MODE", "ALTER TABLE tasks ADD COLUMN half int", "TRUNCATE payments",
    "LOCK TABLE messages IN SHARE MODE", "CREATE TABLE half_made (a int)")))
def table_held(stack, clients, step):
    """A psql session left open in a transaction that locks a table."""
    with held(clients) as connection:
        connection.execute(step["statement"])
        yield


@contextlib.contextmanager
def held(clients):
    connection = clients.postgres.connect(application_name="left open")
    try:
        connection.execute("SET lock_timeout = '5s'")
        connection.execute("BEGIN")
        yield connection
    finally:
        # A reset may have terminated the session.
        with contextlib.suppress(psycopg.Error):
            connection.execute("ROLLBACK")
        with contextlib.suppress(psycopg.Error):
            connection.close()


@cause({})
def transaction_prepared(stack, clients, step):
    """A prepared transaction, which belongs to no session that could be terminated."""
    with clients.postgres.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO audit_log (id, firm_id, action, subject, occurred_at) "
            "SELECT gen_random_uuid(), id, 'my.work', 'prepared', now() FROM firms WHERE slug = 'okafor-cpa'")
        connection.execute("PREPARE TRANSACTION 'mine'")
    try:
        yield
    finally:
        for (database,) in clients.postgres.execute("SELECT database FROM pg_prepared_xacts", database="postgres"):
            with clients.postgres.connect(database) as connection:
                connection.execute("ROLLBACK PREPARED 'mine'")


@cause({})
def redis_full(stack, clients, step):
    database = clients.redis[0]
    database.config_set("maxmemory", "1")
    try:
        yield
    finally:
        database.config_set("maxmemory", "0")


@cause(*({"service": name} for name in ("redis", "typesense", "temporal", "localstack")))
def service_frozen(stack, clients, step):
    """A store that does not answer, such as one in a debugger."""
    pid = stack.signal_service(step["service"], signal.SIGSTOP)
    try:
        yield
    finally:
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGCONT)


@cause(*({"service": name} for name in ("redis", "typesense", "temporal", "localstack")))
def service_stopped(stack, clients, step):
    """A store that the developer stopped."""
    stack.need("stop", step["service"])
    try:
        yield
    finally:
        stack.need("start", step["service"])


@cause(*({"free": free} for free in (0, 1, 6, 24, 48)))
def disk_full(stack, clients, step):
    """A disk with only `free` MiB left."""
    path = stack.state / "filler"
    statistics = os.statvfs(stack.state)
    size = max(statistics.f_bavail * statistics.f_frsize - step["free"] * 1024 * 1024, 4096)
    with open(path, "wb") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except OSError:
            pass  # A server wrote meanwhile: what there was is taken.
    try:
        yield
    finally:
        path.unlink()


@cause(*({"mistake": mistake} for mistake in ("row", "migration", "missing")))
def files_broken(stack, clients, step):
    """A mistake in the seed files, which is fixed afterwards."""
    place = stack.folder / "seeds"
    path = {"row": place / "firms/okafor-cpa/users.csv", "migration": place / "migrations/0098_wrong.sql",
            "missing": place / "firms/tidewater-tax/users.csv"}[step["mistake"]]
    before = path.read_bytes() if path.exists() else None
    match step["mistake"]:
        case "row":
            path.write_bytes(before + b"not,enough,columns\n")
        case "migration":
            path.write_text("CREATE TABLE wrong (a int;\n")
        case "missing":
            path.unlink()
    try:
        yield
    finally:
        path.write_bytes(before) if before is not None else path.unlink()


def needs_disk(step):
    return step.get("cause") == "disk_full"
