"""The contents of PostgreSQL as digests: rows by table and firm, schema objects, the role, settings, databases."""

import psycopg

# Not a developer's: cpadev stores its row hashes here.
OWN_SCHEMA = "cpadev_seed"

RELATIONS = """
SELECT c.oid::regclass::text, coalesce(
    (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'firm_id' AND NOT a.attisdropped),
    CASE WHEN c.oid = to_regclass('public.firms') THEN 'id' END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT c.relispartition AND {own} ORDER BY 1
"""

SCHEMA = """
SELECT 'relation', c.oid::regclass::text, concat_ws(' ', c.relkind, c.relpersistence, pg_get_userbyid(c.relowner),
    (SELECT string_agg(x::text, ',' ORDER BY x::text) FROM unnest(c.relacl) x), c.relrowsecurity, c.relforcerowsecurity,
    c.reloptions, obj_description(c.oid, 'pg_class'),
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {own}
UNION ALL
SELECT 'column', c.oid::regclass || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, a.attacl, a.attcollation, pg_get_expr(d.adbin, d.adrelid),
    col_description(c.oid, a.attnum))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {own}
UNION ALL
SELECT 'constraint', o.conrelid::regclass || '.' || o.conname,
    concat_ws(' ', pg_get_constraintdef(o.oid), o.convalidated, o.condeferrable)
FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE o.conrelid <> 0 AND {own}
UNION ALL
SELECT 'index', i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own}
UNION ALL
SELECT 'function', p.oid::regprocedure::text, concat_ws(' ', p.prokind, p.prosrc, p.provolatile, p.prosecdef,
    pg_get_function_result(p.oid), pg_get_userbyid(p.proowner), p.proacl)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND {own}
UNION ALL
SELECT 'trigger', t.tgrelid::regclass || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {own}
UNION ALL
SELECT 'policy', p.polrelid::regclass || '.' || p.polname, concat_ws(' ', p.polcmd, p.polpermissive,
    (SELECT string_agg(r::regrole::text, ',') FROM unnest(p.polroles) r WHERE r <> 0),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own}
UNION ALL
SELECT 'type', t.oid::regtype::text, concat_ws(' ', t.typtype,
    (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r') AND {own}
UNION ALL
SELECT 'sequence', n.nspname || '.' || n.sequencename, concat_ws(' ', n.last_value, n.increment_by)
FROM pg_sequences n(nspname) WHERE {own}
UNION ALL
SELECT 'schema', n.nspname, concat_ws(' ', pg_get_userbyid(n.nspowner), n.nspacl) FROM pg_namespace n WHERE {own}
UNION ALL
SELECT 'extension', extname, extversion FROM pg_extension
"""

OWN = f"n.nspname NOT IN ('pg_catalog', 'information_schema', '{OWN_SCHEMA}') AND n.nspname NOT LIKE 'pg\\_%'"

ROLE = """
SELECT concat_ws(' ', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
    rolconnlimit, nullif(rolvaliduntil, 'infinity'), md5(rolpassword),
    (SELECT string_agg(s.setconfig::text, ',') FROM pg_db_role_setting s WHERE s.setrole = a.oid AND s.setdatabase = 0))
FROM pg_authid a WHERE rolname = 'cpa_app'
"""

SETTINGS = """
SELECT concat_ws(' ', pg_get_userbyid(d.datdba), d.datconnlimit, d.datacl, d.datallowconn,
    (SELECT string_agg(s.setconfig::text, ',' ORDER BY s.setrole) FROM pg_db_role_setting s
        WHERE s.setdatabase = d.oid))
FROM pg_database d WHERE d.datname = current_database()
"""


class Postgres:
    def __init__(self, port):
        self.port = port

    def connect(self, database="cpa_dev", **options):
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=database, user="postgres", password="postgres",
            connect_timeout=5, autocommit=True, **options)

    def execute(self, statement, parameters=None, database="cpa_dev"):
        with self.connect(database) as connection:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def firms(self):
        return dict(self.execute("SELECT id::text, slug FROM firms"))

    def observe(self, firms):
        """Returns digests by key. `firms` maps the IDs of seeded firms to slugs; others are the developer's own."""
        state = {}
        with self.connect() as connection:
            connection.execute("SET statement_timeout = '8s'; SET extra_float_digits = 0")
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table, column in connection.execute(RELATIONS.format(own=OWN)).fetchall():
                state.update(self.rows(connection, table, column, firms))
            for kind, name, text in connection.execute(SCHEMA.format(own=OWN)).fetchall():
                state[f"postgres/{kind}/{name}"] = text
            state["postgres/role/cpa_app"] = (connection.execute(ROLE).fetchone() or [""])[0]
            state["postgres/settings"] = connection.execute(SETTINGS).fetchone()[0]
            for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname !~ '^(cpadev|cpa_dev_)'"):
                state[f"postgres/database/{name}"] = "there"
        return state

    def rows(self, connection, table, column, firms):
        # The time at which a migration ran is not part of the data.
        row = "(version, checksum, success)" if table == "_sqlx_migrations" else "whole_row"
        group = f"{column}::text" if column else "NULL"
        found = connection.execute(
            f"SELECT {group}, count(*), sum(hashtextextended({row}::text, 0)) FROM {table} AS whole_row GROUP BY 1")
        result = {}
        for firm, count, digest in found.fetchall():
            slug = firms.get(firm, "other") if firm else "-"
            key = f"postgres/rows/{table}/{slug}"
            result[key] = f"{result[key]} + {count} rows {digest}" if key in result else f"{count} rows {digest}"
        return result
