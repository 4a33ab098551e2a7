-- What the application keeps in Redis, one key a row. A key begins with cpa:<slug>: and lives for ttl seconds, or for
-- ever where that is null. type is string, hash, list, set or zset; value is JSON of that shape.
WITH keys AS (
    -- The sessions of people who are signed in.
    SELECT f.slug AS firm, 'cpa:' || f.slug || ':session:' || u.id AS key, 'hash' AS type,
        jsonb_build_object('user_id', u.id, 'email', u.email, 'title', u.title, 'csrf', md5(u.id::text)) AS value,
        30 * 86400 AS ttl
    FROM firms f JOIN users u ON u.firm_id = f.id
    WHERE u.active
    UNION ALL
    -- How often each of them has called the API.
    SELECT f.slug, 'cpa:' || f.slug || ':rate:' || u.id, 'string',
        to_jsonb(((hashtext(u.id::text) & 63) + 1)::text), 86400
    FROM firms f JOIN users u ON u.firm_id = f.id
    WHERE u.active
    UNION ALL
    -- A partner's dashboard.
    SELECT f.slug, 'cpa:' || f.slug || ':dashboard:' || u.id, 'string',
        to_jsonb(jsonb_build_object(
            'open_engagements', count(e.id) FILTER (WHERE e.status IN ('planned', 'in progress', 'in review')),
            'fees_cents', coalesce(sum(e.fee_cents), 0),
            'clients', count(DISTINCT c.id)
        )::text), NULL
    FROM firms f
    JOIN users u ON u.firm_id = f.id
    JOIN clients c ON c.firm_id = f.id AND c.partner_id = u.id
    LEFT JOIN engagements e ON e.firm_id = f.id AND e.client_id = c.id
    GROUP BY f.slug, u.id
    UNION ALL
    -- What is open by invoice status.
    SELECT f.slug, 'cpa:' || f.slug || ':receivables', 'hash', jsonb_object_agg(s.status, s.cents::text), NULL
    FROM firms f
    JOIN (SELECT firm_id, status, sum(total_cents) AS cents FROM invoices GROUP BY firm_id, status) s
        ON s.firm_id = f.id
    GROUP BY f.slug
    UNION ALL
    -- The next deadlines, by day.
    SELECT f.slug, 'cpa:' || f.slug || ':deadlines', 'zset',
        jsonb_object_agg(d.id, extract(epoch FROM d.due_on)::bigint), NULL
    FROM firms f
    JOIN LATERAL (
        SELECT id, due_on FROM deadlines WHERE firm_id = f.id AND done_on IS NULL ORDER BY due_on, id LIMIT 50
    ) d ON true
    GROUP BY f.slug
    UNION ALL
    SELECT f.slug, 'cpa:' || f.slug || ':clients:active', 'set', jsonb_agg(c.id ORDER BY c.id), NULL
    FROM firms f JOIN clients c ON c.firm_id = f.id AND c.status = 'active'
    GROUP BY f.slug
    UNION ALL
    -- What was opened last.
    SELECT f.slug, 'cpa:' || f.slug || ':recent', 'list', jsonb_agg(e.number ORDER BY e.n), NULL
    FROM firms f
    JOIN LATERAL (
        SELECT number, row_number() OVER (ORDER BY opened_on DESC, id) AS n
        FROM engagements WHERE firm_id = f.id ORDER BY opened_on DESC, id LIMIT 20
    ) e ON true
    GROUP BY f.slug
)
SELECT firm, key, type, value, ttl FROM keys ORDER BY firm, key
