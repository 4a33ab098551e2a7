"""Edits of the database: rows, a developer's own objects, changes to seeded objects, the role."""

import psycopg

from .edits import edit, firm_and_place, token

FIRM = "firm_id = (SELECT id FROM firms WHERE slug = %s)"
TEXTS = {"clients": "name", "tasks": "title", "messages": "subject", "engagements": "title", "users": "full_name"}


def attempt(clients, *statements):
    """Executes each statement separately. Errors caused by earlier steps are ignored."""
    with clients.postgres.connect() as connection:
        connection.execute("SET lock_timeout = '3s'")
        for statement in statements:
            try:
                connection.execute(statement)
            except psycopg.Error:
                pass


@edit("postgres/rows/{table}/{firm}", arguments=firm_and_place, values={"table": sorted(TEXTS)}, weight=6)
def update_row(clients, step):
    table, column = step["table"], TEXTS[step["table"]]
    clients.postgres.execute(
        f"UPDATE {table} SET {column} = %s "
        f"WHERE id = (SELECT id FROM {table} WHERE {FIRM} ORDER BY id OFFSET %s LIMIT 1)",
        [f"edit {step['token']}", step["firm"], step["at"]])


@edit("postgres/rows/messages/{firm}", arguments=firm_and_place, weight=3)
def insert_row(clients, step):
    clients.postgres.execute(
        "INSERT INTO messages SELECT (jsonb_populate_record(NULL::messages, to_jsonb(m) || jsonb_build_object("
        "'id', gen_random_uuid(), 'subject', %s::text))).* "
        f"FROM (SELECT * FROM messages WHERE {FIRM} ORDER BY id LIMIT 1) m",
        [f"insert {step['token']}", step["firm"]])


@edit("postgres/rows/{table}/{firm}", arguments=firm_and_place, weight=3, values={
    "table": ["time_entries", "payments", "audit_log"]})
def delete_rows(clients, step):
    table = step["table"]
    clients.postgres.execute(
        f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {FIRM} ORDER BY id OFFSET %s LIMIT 3)",
        [step["firm"], step["at"]])


@edit("postgres/rows/firms/{firm}", arguments=firm_and_place)
def update_firm(clients, step):
    clients.postgres.execute("UPDATE firms SET name = %s WHERE slug = %s", [f"Firm {step['token']}", step["firm"]])


@edit("postgres/rows/firms/other", "postgres/rows/roles/other", arguments=token)
def own_firm(clients, step):
    number = 900 + step["token"]
    attempt(
        clients,
        f"INSERT INTO firms SELECT ('{number:08d}-0001-8000-8000-000000000001')::uuid, 'own-firm-{number}', name, "
        "kind, city, state, phone, website, staff_count, founded_year FROM firms ORDER BY id LIMIT 1",
        f"INSERT INTO roles VALUES (gen_random_uuid(), '{number:08d}-0001-8000-8000-000000000001', 'staff', 'own')")


@edit("postgres/rows/*my_table_{token}/*", "postgres/*/my_table_{token}*", arguments=token, weight=4)
def own_table(clients, step):
    name = f"my_table_{step['token']}"
    attempt(
        clients, f"CREATE TABLE {name} (note text, n int)",
        f"INSERT INTO {name} SELECT 'work', g FROM generate_series(1, {step['token'] + 3}) g")


@edit("postgres/*/my_schema*", "postgres/rows/my_schema*", arguments=token)
def own_schema(clients, step):
    attempt(clients, "CREATE SCHEMA my_schema", "CREATE TABLE my_schema.things (id int PRIMARY KEY)",
            f"INSERT INTO my_schema.things VALUES ({step['token']})")


@edit("postgres/*/my_*", "postgres/*/public.my_*", "postgres/*/tasks.my_*", weight=4, values={"what": [
    "view", "function", "trigger", "index", "type", "sequence", "policy"]})
def own_object(clients, step):
    attempt(clients, *{
        "view": ["CREATE VIEW my_view AS SELECT id, name FROM clients"],
        "function": ["CREATE FUNCTION my_function() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
        "trigger": [
            "CREATE FUNCTION my_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER my_trigger BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION my_row()"],
        "index": ["CREATE INDEX my_index ON tasks (title)"],
        "type": ["CREATE TYPE my_type AS ENUM ('a', 'b')"],
        "sequence": ["CREATE SEQUENCE my_sequence START 7"],
        "policy": ["CREATE POLICY my_policy ON tasks FOR SELECT USING (true)"],
    }[step["what"]])


@edit("postgres/rows/*my_references/*", "postgres/*/my_references*", "postgres/rows/messages/*",
      arguments=firm_and_place, weight=2)
def foreign_row(clients, step):
    """A row in a developer's table that references a row which the firm's reset must replace."""
    attempt(
        clients, "CREATE TABLE my_references (message uuid REFERENCES messages (id))",
        "INSERT INTO messages SELECT (jsonb_populate_record(NULL::messages, to_jsonb(m) || jsonb_build_object("
        "'id', '99999999-0000-8000-8000-000000000001', 'subject', 'pointed at'))).* FROM (SELECT * FROM messages WHERE "
        f"firm_id = (SELECT id FROM firms WHERE slug = '{step['firm']}') ORDER BY id LIMIT 1) m",
        "INSERT INTO my_references VALUES ('99999999-0000-8000-8000-000000000001')")


SEEDED_CHANGES = {
    "add column": "ALTER TABLE clients ADD COLUMN my_column int",
    "add column with default": "ALTER TABLE tasks ADD COLUMN my_default int NOT NULL DEFAULT 5",
    "drop own column": "ALTER TABLE clients DROP COLUMN my_column",
    "drop not null": "ALTER TABLE tasks ALTER COLUMN title DROP NOT NULL",
    "default": "ALTER TABLE messages ALTER COLUMN body SET DEFAULT 'none'",
    "drop check": "ALTER TABLE clients DROP CONSTRAINT clients_status_check",
    "drop policy": "DROP POLICY tenant ON clients",
    "no row security": "ALTER TABLE invoices DISABLE ROW LEVEL SECURITY",
    "drop index": "DROP INDEX clients_by_name",
    "revoke": "REVOKE SELECT ON payments FROM cpa_app",
    "comment": "COMMENT ON TABLE clients IS 'mine'",
    "column type": "ALTER TABLE tasks ALTER COLUMN title TYPE varchar(500)",
    "extension": "CREATE EXTENSION pg_trgm",
}


@edit("postgres/relation/*", "postgres/column/*", "postgres/constraint/*", "postgres/policy/*", "postgres/index/*",
      "postgres/extension/*", "postgres/function/*", "postgres/type/*", "postgres/rows/clients/*",
      "postgres/rows/tasks/*", values={"what": sorted(SEEDED_CHANGES)}, weight=5)
def change_schema(clients, step):
    attempt(clients, SEEDED_CHANGES[step["what"]])


@edit("postgres/role/cpa_app", weight=2, values={"what": [
    "BYPASSRLS", "PASSWORD 'other'", "NOLOGIN", "CREATEDB", "CONNECTION LIMIT 7", "SET work_mem = '8MB'",
    "SET app.firm_id = 'x'"]})
def change_role(clients, step):
    attempt(clients, f"ALTER ROLE cpa_app {step['what']}")


@edit("postgres/settings", arguments=token)
def change_settings(clients, step):
    attempt(clients, f"ALTER DATABASE cpa_dev SET work_mem = '{step['token'] + 5}MB'")


@edit("postgres/database/my_database")
def own_database(clients, step):
    attempt(clients, "CREATE DATABASE my_database")
