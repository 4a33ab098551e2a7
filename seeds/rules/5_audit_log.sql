-- The audit log: what the other tables say has happened, and who signed in. It goes back by a firm's size; copies that
-- --scale makes leave no traces in it.
CREATE FUNCTION pg_temp.is_copy(id uuid) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN id::text ~ '^.{14}8(?!000)[0-9a-f]{3}-8000-';

-- A moment of an office day on the Atlantic coast.
CREATE FUNCTION pg_temp.moment(day date, id text) RETURNS timestamptz IMMUTABLE LANGUAGE sql
RETURN date_trunc('second', day::timestamp + interval '12 hours' + pg_temp.share(id) * interval '10 hours')
    AT TIME ZONE 'UTC';

INSERT INTO audit_log (id, firm_id, actor_id, action, subject, detail, occurred_at)
WITH since AS (
    SELECT id, pg_temp.as_of() - CASE WHEN staff_count < 5 THEN 14 WHEN staff_count < 30 THEN 28 ELSE 60 END AS day
    FROM firms
),
events (firm_id, actor_id, action, subject, detail, occurred_at) AS (
    SELECT c.firm_id, c.partner_id, 'client.created', c.number, '{}'::jsonb, pg_temp.moment(c.since, c.id::text)
    FROM clients c JOIN since s ON s.id = c.firm_id
    WHERE c.since >= s.day AND NOT pg_temp.is_copy(c.id)
    UNION ALL
    SELECT e.firm_id, e.manager_id, 'engagement.opened', e.number, jsonb_build_object('kind', e.kind),
        pg_temp.moment(e.opened_on, e.id::text)
    FROM engagements e JOIN since s ON s.id = e.firm_id
    WHERE e.opened_on >= s.day AND NOT pg_temp.is_copy(e.id)
    UNION ALL
    SELECT e.firm_id, e.manager_id, 'engagement.completed', e.number, jsonb_build_object('to', e.status),
        pg_temp.moment(e.completed_on, e.id || 'completed')
    FROM engagements e JOIN since s ON s.id = e.firm_id
    WHERE e.completed_on >= s.day AND NOT pg_temp.is_copy(e.id)
    UNION ALL
    SELECT t.firm_id, t.assignee_id, 'task.completed', e.number, jsonb_build_object('position', t.position),
        pg_temp.moment(t.done_on, t.id::text)
    FROM tasks t JOIN engagements e ON e.id = t.engagement_id JOIN since s ON s.id = t.firm_id
    WHERE t.done_on >= s.day AND NOT pg_temp.is_copy(t.id)
    UNION ALL
    SELECT d.firm_id, e.manager_id, 'deadline.met', e.number,
        jsonb_build_object('kind', d.kind, 'jurisdiction', d.jurisdiction), pg_temp.moment(d.met_on, d.id::text)
    FROM deadlines d JOIN engagements e ON e.id = d.engagement_id JOIN since s ON s.id = d.firm_id
    WHERE d.met_on >= s.day AND NOT pg_temp.is_copy(d.id)
    UNION ALL
    SELECT d.firm_id, d.uploaded_by, 'document.uploaded', d.file_name, '{}', d.uploaded_at
    FROM documents d JOIN since s ON s.id = d.firm_id
    WHERE d.uploaded_at >= s.day AND NOT pg_temp.is_copy(d.id)
    UNION ALL
    SELECT i.firm_id, e.manager_id, 'invoice.sent', i.number, jsonb_build_object('cents', i.total_cents),
        pg_temp.moment(i.issued_on, i.id::text)
    FROM invoices i JOIN engagements e ON e.id = i.engagement_id JOIN since s ON s.id = i.firm_id
    WHERE i.issued_on >= s.day AND i.status <> 'draft' AND NOT pg_temp.is_copy(i.id)
    UNION ALL
    SELECT p.firm_id, NULL, 'payment.received', i.number, jsonb_build_object('cents', p.amount_cents),
        pg_temp.moment(p.received_on, p.id::text)
    FROM payments p JOIN invoices i ON i.id = p.invoice_id JOIN since s ON s.id = p.firm_id
    WHERE p.received_on >= s.day AND NOT pg_temp.is_copy(p.id)
    UNION ALL
    -- From addresses that are set aside for documentation (RFC 5737).
    SELECT u.firm_id, u.id, 'user.signed_in', u.email, jsonb_build_object('ip', '198.51.100.' || u.place),
        CASE l.day WHEN u.last_sign_in_at::date THEN u.last_sign_in_at
            ELSE pg_temp.moment(l.day, u.id || l.day::text) - interval '1 hour' END
    FROM (SELECT *, row_number() OVER (PARTITION BY firm_id ORDER BY id) AS place FROM users) AS u
    JOIN since s ON s.id = u.firm_id
    JOIN calendar l ON l.day >= s.day AND l.day <= u.last_sign_in_at::date AND l.day >= u.hired_on AND l.is_business
    WHERE u.is_active AND (l.day = u.last_sign_in_at::date OR pg_temp.share(u.id || l.day::text) < 0.85)
)
SELECT format('%s-000e-8000-8000-%s', left(firm_id::text, 8), lpad(to_hex(number), 12, '0'))::uuid,
    firm_id, actor_id, action, subject, detail, occurred_at
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY firm_id ORDER BY occurred_at, action COLLATE "C", subject COLLATE "C", detail::text COLLATE "C"
    ) AS number
    FROM events
) AS numbered
ORDER BY firm_id, number;
