"""Loads the seed's rows alternately with cpadev and psql into a running PostgreSQL; prints rows per second and ratios.

Both load into a database that is recreated with its schema for each round. For cpadev, the time covers reading and
checking the files and every COPY; for psql, every \\copy. Neither includes the schema, the commit or the start of the
program.

psql loads the final contents of the database. cpadev reads more rows, because those after the seed's day are dropped
during the copy, and its rules, which neither time includes, add others.
"""

import glob
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from stack import Stack  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SCALES = [int(scale) for scale in os.environ.get("SCALES", "1 100").split()]
TARGET = 1.2
LIVE = "cpa_dev"
RIVAL = "bench_seed"


class PostgresAlone(Stack):
    """Runs only PostgreSQL: filling the other stores says nothing about COPY and takes long with many rows."""

    def __enter__(self):
        try:
            self.run(self.binary, "up", "-d", "--wait", "--no-seed", "postgres")
        except BaseException:
            self.__exit__()
            raise
        return self


def load_by_cpadev(stack, scale):
    """Returns the rows and seconds of loading the seed's files."""
    outcome = stack.cpadev_json("seed", "--rebuild", "--yes", "--scale", str(scale))
    return outcome["loaded_rows"], outcome["load_seconds"]


def load_by_psql(stack, script):
    """Returns the rows and seconds of loading the exported files."""
    stack.psql("-d", "postgres", "-c", f"DROP DATABASE IF EXISTS {RIVAL}", "-c", f"CREATE DATABASE {RIVAL}")
    for path in sorted(glob.glob("seeds/migrations/*.sql")):
        stack.psql("-d", RIVAL, "-f", path)
    begun, ended = stack.psql("-d", RIVAL, "-f", script).split()
    rows = sum(int(stack.psql("-d", RIVAL, "-c", f"SELECT count(*) FROM {table}")) for table in tables(stack))
    stack.psql("-d", "postgres", "-c", f"DROP DATABASE {RIVAL}")
    return rows, float(ended) - float(begun)


def tables(stack):
    """Returns the tables, with referenced tables before those that refer to them."""
    return stack.psql("-d", LIVE, "-c", """
        WITH RECURSIVE levels(oid, level) AS (
            SELECT oid, 0 FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_sqlx_migrations'
            UNION
            SELECT k.conrelid, l.level + 1 FROM levels l JOIN pg_constraint k ON k.confrelid = l.oid
            WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
        )
        SELECT oid::regclass FROM levels GROUP BY oid ORDER BY max(level), 1""").splitlines()


def export(stack):
    """Exports what cpadev loaded as CSV files, with a psql script that loads them. The script prints when it started
    and finished copying."""
    lines = ["BEGIN;", "SELECT extract(epoch FROM clock_timestamp());"]
    for table in tables(stack):
        columns = stack.psql("-d", LIVE, "-c", f"""
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''""").strip()
        path = os.path.join(stack.folder, f"{table}.csv")
        stack.psql("-d", LIVE, "-c", f"\\copy (SELECT {columns} FROM {table}) TO '{path}' (FORMAT csv)")
        lines.append(f"\\copy {table} ({columns}) FROM '{path}' (FORMAT csv)")
    script = os.path.join(stack.folder, "copy.sql")
    with open(script, "w") as file:
        file.write("\n".join(lines + ["SELECT extract(epoch FROM clock_timestamp());", "COMMIT;"]) + "\n")
    return script


def compare(stack, scale):
    """Returns the ratio of the median rates of psql and cpadev."""
    # The first round warms caches and is not measured.
    load_by_cpadev(stack, scale)
    script = export(stack)
    load_by_psql(stack, script)
    rates = {"cpadev": [], "psql": []}
    counts = {"cpadev": set(), "psql": set()}
    for _ in range(ROUNDS):
        for name, work in [("cpadev", lambda: load_by_cpadev(stack, scale)), ("psql", lambda: load_by_psql(stack, script))]:
            rows, seconds = work()
            counts[name].add(rows)
            rates[name].append(rows / seconds)
    for name, found in counts.items():
        if len(found) > 1:
            raise SystemExit(f"{name} did not load the same rows each time: {sorted(found)}")
    print(f"--scale {scale}, medians of {ROUNDS} alternating rounds")
    median = {name: statistics.median(values) for name, values in rates.items()}
    for name, values in rates.items():
        span = f"({min(values):.0f} to {max(values):.0f})"
        print(f"  {name:8} {median[name]:10.0f} rows/s  {span}, {counts[name].copy().pop()} rows")
    ratio = median["psql"] / median["cpadev"]
    print(f"  psql / cpadev: {ratio:.2f}, limit {TARGET}", flush=True)
    return ratio


def main():
    with PostgresAlone(sys.argv[1]) as stack:
        ratios = [compare(stack, scale) for scale in SCALES]
    sys.exit(1 if any(ratio > TARGET for ratio in ratios) else 0)


if __name__ == "__main__":
    main()
