-- The application connects as cpa_app, and says in each transaction whose rows it may see:
--
--     BEGIN; SET LOCAL app.firm_id = '…'; SELECT … ; COMMIT;
--
-- Without that it sees nothing. Roles belong to the whole server, and this runs in several of its databases.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cpa_app') THEN
        CREATE ROLE cpa_app LOGIN PASSWORD 'cpa_app' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION
    -- Another database's migration was faster.
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

CREATE FUNCTION current_firm_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.firm_id', true), '')::uuid;

GRANT USAGE ON SCHEMA public TO cpa_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cpa_app;
-- Tenants are made by the operator, and the log is only written to.
REVOKE INSERT, UPDATE, DELETE ON firms FROM cpa_app;
REVOKE UPDATE, DELETE ON audit_log FROM cpa_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'roles', 'users', 'user_roles', 'clients', 'engagements', 'deadlines', 'tasks', 'time_entries', 'documents',
        'invoices', 'invoice_lines', 'payments', 'messages', 'audit_log'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (firm_id = current_firm_id()) WITH CHECK (firm_id = current_firm_id())',
            name
        );
    END LOOP;
END
$$;

ALTER TABLE firms ENABLE ROW LEVEL SECURITY;
ALTER TABLE firms FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON firms USING (id = current_firm_id());

-- What a sign-in page needs to know before it knows whose rows to show. It runs as its owner, and tells no more.
CREATE FUNCTION firm_directory() RETURNS TABLE (id uuid, slug text, name text, kind text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public
    BEGIN ATOMIC
        SELECT firms.id, firms.slug, firms.name, firms.kind FROM firms ORDER BY firms.id;
    END;
REVOKE ALL ON FUNCTION firm_directory() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION firm_directory() TO cpa_app;
