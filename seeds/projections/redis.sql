-- What Redis holds of each firm: the caches and counters of a day on which people are at work.
--
-- firm   the firm's slug; the key begins with cpa:<slug>:
-- key    the whole key
-- type   string, hash, list, set or zset
-- value  as JSON, by type: a string; an object of strings; an array of strings, in order; an array of strings; an
--        object with each member's score
-- ttl    seconds to live, NULL for ever; caches live for ever here, or the data would seem to drift by standing still
--
-- Like every projection it is made of the rows alone, without the clock and in an order of its own, so that the same
-- rows give the same bytes on any server: texts are ordered by COLLATE "C", moments told in seconds since 1970.
WITH staff AS (
    SELECT f.slug, u.*,
        (SELECT min(o.name COLLATE "C") FROM user_roles r JOIN roles o ON o.id = r.role_id
            WHERE r.user_id = u.id AND o.name IN ('partner', 'manager')) AS lead_role,
        (SELECT string_agg(o.name, ' ' ORDER BY o.name COLLATE "C") FROM user_roles r JOIN roles o ON o.id = r.role_id
            WHERE r.user_id = u.id) AS role_names
    FROM users u
    JOIN firms f ON f.id = u.firm_id
    WHERE u.is_active
),
paid AS (
    SELECT invoice_id, sum(amount_cents)::bigint AS cents FROM payments GROUP BY invoice_id
),
balances AS (
    SELECT i.firm_id, i.client_id, sum(i.total_cents - coalesce(p.cents, 0))::bigint AS open_cents
    FROM invoices i
    LEFT JOIN paid p ON p.invoice_id = i.id
    WHERE i.status IN ('sent', 'partly paid')
    GROUP BY i.firm_id, i.client_id
),
open_work AS (
    SELECT firm_id, kind, count(*) FILTER (WHERE completed_on IS NULL) AS open,
        count(*) FILTER (WHERE status = 'in review') AS in_review,
        count(*) FILTER (WHERE status = 'waiting on client') AS waiting,
        sum(fee_cents)::bigint AS fee_cents,
        min(extract(epoch FROM due_on)) FILTER (WHERE completed_on IS NULL)::bigint AS next_due
    FROM engagements
    GROUP BY firm_id, kind
),

-- Sessions, by a token: everybody's laptop, and the partners' phones.
sessions AS (
    SELECT slug, 'session:' || md5(id || device) AS key, 'hash' AS type, jsonb_build_object(
            'user_id', id, 'email', email, 'name', full_name, 'roles', role_names, 'device', device,
            'signed_in_at', extract(epoch FROM last_sign_in_at)::bigint::text
        ) AS value, 2592000 AS ttl
    FROM staff
    CROSS JOIN (VALUES ('laptop'), ('phone')) AS devices (device)
    WHERE last_sign_in_at IS NOT NULL AND (device = 'laptop' OR role_names LIKE '%partner%')
),
-- Requests counted against the limit of a day.
limits AS (
    SELECT slug, 'rate:api:' || id, 'string', to_jsonb((
            SELECT count(*)::text FROM audit_log a WHERE a.firm_id = staff.firm_id AND a.actor_id = staff.id
        )), 86400
    FROM staff
),
-- The last clients whom those who lead engagements worked for.
recent AS (
    SELECT slug, 'recent:' || id, 'list', (
            SELECT jsonb_agg(number ORDER BY last DESC, number COLLATE "C") FROM (
                SELECT c.number, max(t.worked_on) AS last
                FROM time_entries t
                JOIN engagements e ON e.id = t.engagement_id
                JOIN clients c ON c.id = e.client_id
                WHERE t.firm_id = staff.firm_id AND t.user_id = staff.id
                GROUP BY c.number
                ORDER BY last DESC, c.number COLLATE "C"
                LIMIT 8
            ) AS clients
        ), NULL::integer
    FROM staff
    WHERE lead_role IS NOT NULL
),
-- Figures of the start page: the firm's, each kind of engagement's, each partner's.
firm_figures AS (
    SELECT f.slug, 'dashboard:firm', 'string', to_jsonb(jsonb_build_object(
            'clients', (SELECT count(*) FROM clients c WHERE c.firm_id = f.id AND c.status = 'active'),
            'open_engagements', (SELECT coalesce(sum(open), 0) FROM open_work w WHERE w.firm_id = f.id),
            'open_cents', (SELECT coalesce(sum(open_cents), 0) FROM balances b WHERE b.firm_id = f.id),
            'billed_cents', (SELECT coalesce(sum(total_cents), 0) FROM invoices i
                WHERE i.firm_id = f.id AND i.status NOT IN ('draft', 'void')),
            'unread_messages', (SELECT count(*) FROM messages m WHERE m.firm_id = f.id AND m.read_at IS NULL
                AND m.author_id IS NULL)
        )::text), NULL::integer
    FROM firms f
),
kind_figures AS (
    SELECT f.slug, 'dashboard:kind:' || w.kind, 'string', to_jsonb(jsonb_build_object(
            'open', w.open, 'in_review', w.in_review, 'waiting_on_client', w.waiting, 'fee_cents', w.fee_cents,
            'next_due', w.next_due
        )::text), NULL::integer
    FROM open_work w
    JOIN firms f ON f.id = w.firm_id
),
partner_figures AS (
    SELECT slug, 'dashboard:partner:' || staff.id, 'string', to_jsonb((
            SELECT jsonb_build_object('clients', count(*), 'open_cents', coalesce(sum(b.open_cents), 0))
            FROM clients c
            LEFT JOIN balances b ON b.client_id = c.id
            WHERE c.firm_id = staff.firm_id AND c.partner_id = staff.id
        )::text), NULL::integer
    FROM staff
    WHERE role_names LIKE '%partner%'
),
-- What the ten clients with the most to pay owe, in cents.
owed AS (
    SELECT f.slug, 'balance:' || c.number, 'string', to_jsonb(r.open_cents::text), NULL::integer
    FROM (
        SELECT b.*, row_number() OVER (PARTITION BY firm_id ORDER BY open_cents DESC, client_id) AS rank FROM balances b
    ) AS r
    JOIN clients c ON c.id = r.client_id
    JOIN firms f ON f.id = r.firm_id
    WHERE r.rank <= 10
),
-- The next fifty deadlines, by the second at which their day begins.
upcoming AS (
    SELECT f.slug, 'deadlines:upcoming', 'zset', jsonb_object_agg(d.id, d.second), NULL::integer
    FROM (
        SELECT id, firm_id, extract(epoch FROM due_on)::bigint AS second,
            row_number() OVER (PARTITION BY firm_id ORDER BY due_on, id) AS rank
        FROM deadlines
        WHERE status = 'upcoming'
    ) AS d
    JOIN firms f ON f.id = d.firm_id
    WHERE d.rank <= 50
    GROUP BY f.slug
),
active AS (
    SELECT f.slug, 'clients:active', 'set', jsonb_agg(c.number ORDER BY c.number COLLATE "C"), NULL::integer
    FROM clients c
    JOIN firms f ON f.id = c.firm_id
    WHERE c.status = 'active'
    GROUP BY f.slug
)
SELECT slug AS firm, 'cpa:' || slug || ':' || key AS key, type, value, ttl
FROM (
    TABLE sessions
    UNION ALL TABLE limits
    UNION ALL TABLE recent
    UNION ALL TABLE firm_figures
    UNION ALL TABLE kind_figures
    UNION ALL TABLE partner_figures
    UNION ALL TABLE owed
    UNION ALL TABLE upcoming
    UNION ALL TABLE active
) AS items
WHERE value IS NOT NULL
ORDER BY slug COLLATE "C", key COLLATE "C";
