"""Pulls a marked, scaled seed from one PostgreSQL into the stack of another; prints rows per second and peak memory.

The time of a pull covers both readings of the source and the writing of the set; its search for original values is
added separately. `pg_dump | psql` copies the rows as they are into a database with the same schema.
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from stack import Stack  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "2"))
SCALE = int(os.environ.get("SCALE", "42"))
MEMORY_LIMIT = 100
LIVE = "cpa_dev"
RIVAL = "bench_pull"
READER = "bench_reader"
MARK = "zqmark7f3a"
# Every column of text that no check restricts to a list of values.
MARKED = {
    "firms": "name city phone website", "roles": "description", "users": "email full_name title phone",
    "clients": "number name contact_name email phone street city", "engagements": "number title", "tasks": "title",
    "documents": "file_name content_type object_key", "time_entries": "note", "invoices": "number",
    "invoice_lines": "description", "payments": "reference", "messages": "subject body", "audit_log": "subject",
}


class PostgresAlone(Stack):
    """Runs only PostgreSQL."""

    def __enter__(self):
        try:
            self.run(self.binary, "up", "-d", "--wait", "--no-seed", "postgres")
        except BaseException:
            self.__exit__()
            raise
        return self

    def address(self, user, database=LIVE):
        return f"postgres://{user}@127.0.0.1:{self.ports['POSTGRES']}/{database}"


def prepare(source):
    source.cpadev("seed", "--yes", "--scale", str(SCALE))
    for table, columns in MARKED.items():
        sets = ", ".join(f"{name} = {name} || ' {MARK} ' || left(md5({name}), 6)" for name in columns.split())
        source.psql("-d", LIVE, "-c", f"UPDATE {table} SET {sets}")
    source.psql("-d", LIVE, "-c", f"UPDATE firms SET slug = '{MARK}-' || slug",
                "-c", f"""UPDATE audit_log SET detail = '{{"note": "{MARK} in JSON"}}'""",
                "-c", f"DROP ROLE IF EXISTS {READER}", "-c", f"CREATE ROLE {READER} LOGIN BYPASSRLS PASSWORD 'reader'",
                "-c", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}", "-c", "VACUUM ANALYZE")


def pull(source, target):
    """Returns the outcome of a pull and the peak memory of the command in MB."""
    environment = dict(target.environment, CPADEV_PULL_URL=source.address(f"{READER}:reader"))
    command = [target.binary, "pull", "--no-load", "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"cpadev pull ended with status {status}")
    return json.loads(output)["pull"], usage.ru_maxrss / 1024


def files(target):
    """Returns the digest of every file of the pulled set, and whether one contains a mark."""
    folder = os.path.join(target.folder, "state", "seeds", "sets", "pulled")
    digests, marked = {}, []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                content = file.read()
            digests[os.path.relpath(path, folder)] = hashlib.sha256(content).hexdigest()
            if MARK.encode() in content.lower():
                marked.append(path)
    return digests, marked


def copy_by_psql(source, target):
    """Returns the seconds that pg_dump and psql need for the rows."""
    target.psql("-d", "postgres", "-c", f"DROP DATABASE IF EXISTS {RIVAL}", "-c", f"CREATE DATABASE {RIVAL}")
    schema = source.run("pg_dump", "--schema-only", "--no-owner", "--no-privileges", LIVE)
    target.psql("-d", RIVAL, input=schema)
    begin = time.monotonic()
    dump = subprocess.Popen(
        ["pg_dump", "--data-only", "--disable-triggers", LIVE], env=source.environment, stdout=subprocess.PIPE)
    subprocess.run(["psql", "-X", "-q", "-d", RIVAL], env=target.environment, stdin=dump.stdout,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    dump.wait()
    seconds = time.monotonic() - begin
    target.psql("-d", "postgres", "-c", f"DROP DATABASE {RIVAL}")
    return seconds


def main(binary):
    failures = []
    with PostgresAlone(binary) as source, PostgresAlone(binary) as target:
        prepare(source)
        rounds, sets = [], []
        for _ in range(ROUNDS):
            rounds.append(pull(source, target))
            digests, marked = files(target)
            sets.append(digests)
            failures += [f"{path} contains a mark" for path in marked]
        rows = rounds[0][0]["rows"]
        rival = copy_by_psql(source, target)
        rate = statistics.median(outcome["rows_per_second"] for outcome, _ in rounds)
        memory = max(memory for _, memory in rounds)
        print(f"rows                     {rows}, {rounds[0][0]['searched_cells']} cells searched")
        print(f"cpadev pull              {rate:9.0f} rows/s")
        print(f"pg_dump | psql           {rows / rival:9.0f} rows/s, ratio {rows / rival / rate:.1f}")
        print(f"peak memory of the pull  {memory:9.0f} MB (limit {MEMORY_LIMIT})")
        if any(digests != sets[0] for digests in sets):
            failures.append("two pulls gave different files")
        if memory > MEMORY_LIMIT:
            failures.append(f"the pull took {memory:.0f} MB")
        begin = time.monotonic()
        outcome = target.cpadev_json("seed", "use", "pulled", "--yes")
        print(f"loading the set          {time.monotonic() - begin:9.1f} s, {outcome['loaded_rows']} rows")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
