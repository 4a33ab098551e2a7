extension SchemaObjects {
    static let functions = """
        SELECT 'function', name, '', CASE prokind WHEN 'a' THEN concat_ws(' ', pg_get_function_result(oid), proparallel,
            (SELECT to_jsonb(a) - 'aggfnoid' FROM pg_aggregate a WHERE a.aggfnoid = f.oid))
            ELSE pg_get_functiondef(oid) END
        FROM functions f
        """

    static let types = """
        SELECT 'type', name, '', concat_ws(' ', typtype, CASE typtype
            WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder)
                FROM pg_enum WHERE enumtypid = t.oid)
            WHEN 'c' THEN (SELECT string_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
                    NULLIF(attcollation, 0)::regcollation), ',' ORDER BY attnum)
                FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped)
            WHEN 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod), typnotnull, typdefault,
                NULLIF(typcollation, 0)::regcollation,
                (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ',' ORDER BY conname)
                    FROM pg_constraint WHERE contypid = t.oid))
            WHEN 'r' THEN (SELECT concat_ws(' ', rngsubtype::regtype, NULLIF(rngcollation, 0)::regcollation,
                    rngcanonical, rngsubdiff) FROM pg_range WHERE rngtypid = t.oid)
            ELSE concat_ws(' ', typlen, typinput, typoutput, typdefault) END)
        FROM types t
        """

    static let sequences = """
        SELECT 'sequence', c.name, c.parent, concat_ws(' ', format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement,
            q.seqmax, q.seqmin, q.seqcache, q.seqcycle, c.relpersistence)
        FROM pg_sequence q JOIN relations c ON c.oid = q.seqrelid
        """

    /// Rare objects, defined by the rows of their catalogues without the OID. Subscriptions are left out, since no
    /// clone inherits them. Options of user mappings and connections may hold passwords, so only a digest is stored.
    static let others = [
        """
        SELECT 'object', 'publication ' || pubname, '', concat_ws(' ', to_jsonb(p) - 'oid', CASE WHEN NOT puballtables THEN
            (SELECT string_agg(concat_ws(' ', t.relid::regclass, to_jsonb(t) ->> 'attrs', to_jsonb(t) ->> 'qual'), ','
                ORDER BY t.relid) FROM pg_get_publication_tables(p.pubname) t) END)
        FROM pg_publication p
        """,
        """
        SELECT 'object', 'text search configuration ' || s.prefix || x.cfgname, '', concat_ws(' ', to_jsonb(x) - 'oid',
            (SELECT jsonb_agg(to_jsonb(m) - 'mapcfg' ORDER BY maptokentype, mapseqno)
                FROM pg_ts_config_map m WHERE m.mapcfg = x.oid))
        FROM pg_ts_config x JOIN spaces s ON s.oid = x.cfgnamespace WHERE \(isOwn("pg_ts_config", "x.oid"))
        """,
        """
        SELECT 'object', 'user mapping for ' || CASE x.umuser WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.umuser)::text END
            || ' on ' || f.srvname, '', md5(x.umoptions::text)
        FROM pg_user_mapping x JOIN pg_foreign_server f ON f.oid = x.umserver
        """,
        "SELECT 'object', 'server ' || srvname, '', (to_jsonb(x) - 'oid' - 'srvacl' - 'srvowner')::text FROM pg_foreign_server x",
        """
        SELECT 'object', format('cast (%s as %s)', format_type(castsource, NULL), format_type(casttarget, NULL)), '',
            concat_ws(' ', NULLIF(castfunc, 0)::regprocedure, castcontext, castmethod)
        FROM pg_cast x WHERE oid >= 16384 AND \(isOwn("pg_cast", "x.oid"))
        """,
        """
        SELECT 'object', format('operator %s', x.oid::regoperator), '', (to_jsonb(x) - 'oid' - 'oprcom' - 'oprnegate')::text
        FROM pg_operator x JOIN spaces s ON s.oid = x.oprnamespace WHERE \(isOwn("pg_operator", "x.oid"))
        """,
        inSchema("pg_ts_dict", "dict", "text search dictionary"), inSchema("pg_ts_parser", "prs", "text search parser"),
        inSchema("pg_ts_template", "tmpl", "text search template"),
        inSchema("pg_collation", "coll", "collation", "' ' || collencoding"),
        inSchema("pg_conversion", "con", "conversion"),
        inSchema(
            "pg_opclass",
            "opc",
            "operator class",
            "' using ' || (SELECT amname FROM pg_am a WHERE a.oid = opcmethod)"
        ),
        inSchema(
            "pg_opfamily",
            "opf",
            "operator family",
            "' using ' || (SELECT amname FROM pg_am a WHERE a.oid = opfmethod)"
        ),
        outside("pg_language", "lan", "language"), outside("pg_foreign_data_wrapper", "fdw", "foreign-data wrapper"),
        outside("pg_am", "am", "access method"),
    ]

    private static func inSchema(_ catalogue: String, _ prefix: String, _ noun: String, _ ending: String = "''")
        -> String
    {
        """
        SELECT 'object', '\(noun) ' || s.prefix || x.\(prefix)name || \(ending), '', (to_jsonb(x) - 'oid')::text
        FROM \(catalogue) x JOIN spaces s ON s.oid = x.\(prefix)namespace WHERE \(isOwn(catalogue, "x.oid"))
        """
    }

    private static func outside(_ catalogue: String, _ prefix: String, _ noun: String) -> String {
        """
        SELECT 'object', '\(noun) ' || \(prefix)name, '', (to_jsonb(x) - 'oid' - '\(prefix)acl' - '\(prefix)owner')::text
        FROM \(catalogue) x WHERE oid >= 16384 AND \(isOwn(catalogue, "x.oid"))
        """
    }
}
