extension SchemaObjects {
    static let relations = """
        SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind, name, parent,
            concat_ws(' ', relkind, relpersistence, reloptions,
                CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) ELSE relreplident::text END,
                CASE relkind WHEN 'm' THEN relispopulated::text WHEN 'p' THEN pg_get_partkeydef(oid) END,
                pg_get_expr(relpartbound, oid),
                (SELECT 'inherits ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno)
                    FROM pg_inherits WHERE inhrelid = c.oid),
                NULLIF(reltablespace, 0), NULLIF(reloftype, 0)::regtype,
                (SELECT amname FROM pg_am WHERE pg_am.oid = relam),
                (SELECT format('%s %s', srvname, ftoptions)
                    FROM pg_foreign_table JOIN pg_foreign_server s ON s.oid = ftserver WHERE ftrelid = c.oid)
            ) AS definition
        FROM relations c WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
        """

    static let rowSecurity = """
        SELECT 'row_security', '', name, concat_ws(' ', relrowsecurity, relforcerowsecurity)
        FROM relations WHERE relkind IN ('r', 'p')
        """

    /// Columns. A partition shares its table's columns, except for defaults and NOT NULL.
    static let columns = [
        """
        SELECT 'column', attname, relation, concat_ws(' ', attidentity, attgenerated, attstorage,
            to_jsonb(a) ->> 'attcompression', NULLIF(attcollation, 0)::regcollation, coalesce(attstattarget, -1),
            attoptions, attfdwoptions)
        FROM columns a WHERE relkind IN ('r', 'p', 'f') AND NOT is_partitions
        """,
        """
        SELECT 'column_type', attname, relation, format_type(atttypid, atttypmod)
        FROM columns WHERE relkind IN ('r', 'p', 'f') AND NOT is_partitions
        """,
        "SELECT 'not_null', attname, relation, '' FROM columns WHERE relkind IN ('r', 'p', 'f') AND attnotnull",
        """
        SELECT 'default', attname, relation, pg_get_expr(d.adbin, d.adrelid)
        FROM columns a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        """,
    ]

    /// Constraints. The enabled state of a foreign key is that of its triggers.
    static let constraints = """
        SELECT CASE k.contype WHEN 'p' THEN 'primary_key' ELSE 'constraint' END, k.conname, c.name, concat_ws(' ',
            pg_get_constraintdef(k.oid), k.conislocal,
            CASE WHEN k.contype IN ('p', 'u', 'x') THEN pg_get_indexdef(k.conindid) END,
            (SELECT string_agg(tgenabled::text, '' ORDER BY tgtype) FROM pg_trigger
                WHERE tgconstraint = k.oid AND tgenabled <> 'O'))
        FROM pg_constraint k JOIN relations c ON c.oid = k.conrelid
        WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0
        """

    /// Indexes that do not belong to a constraint.
    static let indexes = """
        SELECT 'index', i.relname, c.name, concat_ws(' ', pg_get_indexdef(i.oid), x.indisvalid, x.indisreplident,
            (SELECT string_agg(attnum || '=' || attstattarget, ' ' ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = i.oid AND attstattarget >= 0))
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN relations c ON c.oid = x.indrelid
        WHERE NOT i.relispartition AND NOT EXISTS (
            SELECT FROM pg_constraint k
            WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = c.oid
        )
        """

    static let statistics = """
        SELECT 'statistics', s.prefix || x.stxname, coalesce(c.name, ''),
            concat_ws(' ', pg_get_statisticsobjdef(x.oid), to_jsonb(x) ->> 'stxstattarget')
        FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace LEFT JOIN relations c ON c.oid = x.stxrelid
        """

    static let policies = """
        SELECT 'policy', p.polname, c.name, concat_ws(' ', p.polcmd, p.polpermissive,
            'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid), 'to', (
                SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ',' ORDER BY r)
                FROM unnest(p.polroles) r))
        FROM pg_policy p JOIN relations c ON c.oid = p.polrelid
        """

    /// Triggers. A partition's clone of its table's trigger counts only if its enabled state is not the default.
    static let triggers = [
        """
        SELECT 'trigger', t.tgname, c.name, concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
        FROM pg_trigger t JOIN relations c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND (t.tgparentid = 0 OR t.tgenabled <> 'O')
        """,
        """
        SELECT 'trigger', evtname, '', concat_ws(' ', evtevent, evtenabled, evttags, evtfoid::regprocedure,
            pg_get_userbyid(evtowner))
        FROM pg_event_trigger t WHERE \(isOwn("pg_event_trigger", "t.oid"))
        """,
        """
        SELECT 'rule', r.rulename, c.name, concat_ws(' ', r.ev_enabled, pg_get_ruledef(r.oid))
        FROM pg_rewrite r JOIN relations c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
        """,
    ]
}
