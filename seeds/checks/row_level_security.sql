-- Each table with a firm is kept apart by the database: row-level security is on, for the owner too, and has a policy
-- for reading and writing; and the application's role cannot get around it.
SELECT c.relname::text AS row, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'p')
    AND (c.relname = 'firms' OR EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'firm_id' AND NOT a.attisdropped
    ))
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
    ))
UNION ALL
SELECT 'role ' || rolname, rolsuper, rolbypassrls
FROM pg_roles
WHERE rolname = 'cpa_app' AND (rolsuper OR rolbypassrls);
