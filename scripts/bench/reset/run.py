"""Alternates resets, a raw clone and a reload by psql on a running stack; prints medians and ratios."""

import glob
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from stack import Stack  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "10"))
FIRM = "tidewater-tax"
TARGETS = {"whole": 1.0, "firm": 0.5, "ratio": 1.5}
LIVE = "cpa_dev"


def timed(work):
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def change_something(stack):
    """Makes changes such as a developer makes between two resets."""
    stack.psql("-d", LIVE, "-c", "UPDATE clients SET name = 'Changed' WHERE number LIKE '%7'; DELETE FROM messages")


def export(stack, folder):
    """Exports the seed's rows for psql: one CSV file per table, in foreign-key order."""
    order = stack.psql("-d", LIVE, "-c", """
        WITH RECURSIVE levels(oid, level) AS (
            SELECT c.oid, 0 FROM pg_class c
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_sqlx_migrations'
            UNION
            SELECT k.conrelid, l.level + 1 FROM levels l JOIN pg_constraint k ON k.confrelid = l.oid
            WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
        )
        SELECT oid::regclass, (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute a
            WHERE a.attrelid = l.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '')
        FROM levels l GROUP BY oid ORDER BY max(level), 1""").splitlines()
    lines = []
    for line in order:
        table, columns = line.split("|", 1)
        path = os.path.join(folder, f"{table}.csv")
        stack.psql("-d", LIVE, "-c", f"\\copy (SELECT {columns} FROM {table}) TO '{path}' (FORMAT csv)")
        lines.append(f"\\copy {table} ({columns}) FROM '{path}' (FORMAT csv)")
    script = os.path.join(folder, "load.sql")
    migrations = sorted(glob.glob("seeds/migrations/*.sql"))
    with open(script, "w") as file:
        file.write("".join(f"\\i {os.path.abspath(path)}\n" for path in migrations))
        file.write("BEGIN;\n" + "\n".join(lines) + "\nCOMMIT;\n")
    return script


def main():
    with Stack(sys.argv[1]) as stack:
        template = stack.psql("-d", "postgres", "-c", "SELECT datname FROM pg_database WHERE datname ~ '_seed_'").strip()
        script = export(stack, stack.folder)
        figures = {name: [] for name in ["whole", "rows", "firm", "raw", "reload"]}
        for _ in range(ROUNDS):
            change_something(stack)
            taken, outcome = timed(lambda: stack.cpadev_json("reset"))
            figures["whole"].append(taken)
            figures["rows"].append(max(p["duration_ms"] for p in outcome["parts"] if p["store"] == "postgres") / 1000)
            change_something(stack)
            figures["firm"].append(timed(lambda: stack.cpadev("reset", "--firm", FIRM))[0])
            figures["raw"].append(timed(lambda: stack.psql(
                "-d", "postgres", "-c", f'CREATE DATABASE bench_clone TEMPLATE "{template}"',
                "-c", "DROP DATABASE bench_clone"))[0])
            figures["reload"].append(timed(lambda: stack.psql(
                "-d", "postgres", "-c", "DROP DATABASE IF EXISTS bench_reload", "-c", "CREATE DATABASE bench_reload",
                "-c", "\\c bench_reload", "-f", script))[0])
        stack.cpadev("reset")
        report(figures)


def report(figures):
    names = {
        "whole": "cpadev reset, all stores", "firm": f"cpadev reset --firm {FIRM}", "rows": "  PostgreSQL's part of it",
        "raw": "psql: CREATE DATABASE … TEMPLATE, DROP", "reload": "psql: drop, create, migrate, load",
    }
    median = {name: statistics.median(values) for name, values in figures.items()}
    print(f"{'':42} {'median':>8} {'min':>8} {'max':>8}   of {ROUNDS}")
    for name in ["whole", "rows", "firm", "raw", "reload"]:
        values = figures[name]
        print(f"{names[name]:42} {median[name]:7.3f}s {min(values):7.3f}s {max(values):7.3f}s")
    ratio = median["rows"] / median["raw"]
    print(f"all stores: {median['whole']:.3f} s, limit {TARGETS['whole']}; "
          f"one firm: {median['firm']:.3f} s, limit {TARGETS['firm']}")
    print(f"PostgreSQL's part / raw clone and drop: {ratio:.2f}, limit {TARGETS['ratio']}")
    print(f"reload by psql (rows alone) / cpadev reset (all stores): {median['reload'] / median['whole']:.2f}")
    misses = [median["whole"] > TARGETS["whole"], median["firm"] > TARGETS["firm"], ratio > TARGETS["ratio"]]
    sys.exit(1 if any(misses) else 0)


if __name__ == "__main__":
    main()
