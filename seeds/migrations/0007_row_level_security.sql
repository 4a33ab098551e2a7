-- Tenants are kept apart by the database: the application's role sees the rows of the firm that `app.firm_id` names,
-- and none while it names nothing. Set it for each transaction: SELECT set_config('app.firm_id', $1, true).

-- Roles belong to the whole cluster, and these migrations run in many databases of it, perhaps at the same time.
DO $$
BEGIN
    CREATE ROLE cpa_app LOGIN PASSWORD 'cpa_app' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'cpa_app' AND (rolsuper OR rolbypassrls)) THEN
            RAISE EXCEPTION 'the role cpa_app exists, and row-level security does not bind it'
                USING HINT = 'ALTER ROLE cpa_app NOSUPERUSER NOBYPASSRLS';
        END IF;
END
$$;

ALTER TABLE firms ENABLE ROW LEVEL SECURITY;
ALTER TABLE firms FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON firms
    USING (id = nullif(current_setting('app.firm_id', true), '')::uuid)
    WITH CHECK (id = nullif(current_setting('app.firm_id', true), '')::uuid);

DO $$
DECLARE
    tenant_table text;
BEGIN
    FOREACH tenant_table IN ARRAY ARRAY[
        'roles', 'users', 'user_roles', 'clients', 'engagements', 'deadlines', 'tasks', 'documents',
        'time_entries', 'invoices', 'invoice_lines', 'payments', 'messages', 'audit_log'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
        EXECUTE format(
            'CREATE POLICY tenant ON %I '
                'USING (firm_id = nullif(current_setting(''app.firm_id'', true), '''')::uuid) '
                'WITH CHECK (firm_id = nullif(current_setting(''app.firm_id'', true), '''')::uuid)',
            tenant_table
        );
    END LOOP;
END
$$;

-- What the application does, and no more: firms and roles are set up by others, what was paid, logged or uploaded is
-- not unmade.
GRANT USAGE ON SCHEMA public TO cpa_app;
GRANT SELECT ON firms, roles TO cpa_app;
GRANT SELECT, INSERT ON payments, audit_log TO cpa_app;
GRANT SELECT, INSERT, UPDATE ON users, clients, engagements, documents, invoices, messages TO cpa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_roles, deadlines, tasks, time_entries, invoice_lines TO cpa_app;

-- The one thing to be seen without a firm: which firms there are, so that one can be chosen. It runs with the rights of
-- its owner, whom row-level security must not bind (a superuser, as in the development stack).
CREATE FUNCTION firm_directory()
    RETURNS TABLE (id uuid, slug text, name text, kind text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT firms.id, firms.slug, firms.name, firms.kind FROM public.firms ORDER BY firms.id
$$;

REVOKE ALL ON FUNCTION firm_directory() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION firm_directory() TO cpa_app;
