-- The morning of --as-of: what the files tell of the time after it has not happened yet. What happened by then is left
-- as the files have it, and so is an engagement without a day of completion.

-- What has not begun.
CREATE TEMPORARY TABLE later ON COMMIT DROP AS SELECT id FROM engagements WHERE opened_on >= pg_temp.as_of();
ANALYZE later;

CREATE TEMPORARY TABLE unbilled ON COMMIT DROP AS
SELECT id FROM invoices
WHERE engagement_id IN (TABLE later)
    -- A bill is drawn up in the week before it is sent.
    OR issued_on >= pg_temp.as_of() + 7
    OR issued_on >= pg_temp.as_of() AND status = 'void';
ANALYZE unbilled;

DELETE FROM payments WHERE received_on >= pg_temp.as_of() OR invoice_id IN (TABLE unbilled);
DELETE FROM invoice_lines WHERE invoice_id IN (TABLE unbilled);
DELETE FROM invoices WHERE id IN (TABLE unbilled);
DELETE FROM time_entries WHERE worked_on >= pg_temp.as_of() OR engagement_id IN (TABLE later);
DELETE FROM tasks WHERE engagement_id IN (TABLE later);
DELETE FROM deadlines WHERE engagement_id IN (TABLE later);
DELETE FROM documents WHERE uploaded_at >= pg_temp.as_of() OR engagement_id IN (TABLE later);
DELETE FROM messages WHERE sent_at >= pg_temp.as_of() OR engagement_id IN (TABLE later);
DELETE FROM engagements WHERE id IN (TABLE later);
DELETE FROM clients WHERE status = 'prospect' AND since >= pg_temp.as_of();

UPDATE messages SET read_at = NULL WHERE read_at >= pg_temp.as_of();

-- Invoices: drafts, and what was paid by now.
UPDATE invoices SET status = 'draft', issued_on = l.last_business, due_on = l.last_business + (due_on - issued_on)
FROM calendar l
WHERE issued_on >= pg_temp.as_of() AND l.day = pg_temp.as_of() - 1;

UPDATE invoices i
SET status = CASE WHEN p.cents = i.total_cents THEN 'paid' WHEN p.cents > 0 THEN 'partly paid' ELSE 'sent' END
FROM (
    SELECT i.id, coalesce(sum(p.amount_cents), 0) AS cents
    FROM invoices i LEFT JOIN payments p ON p.invoice_id = i.id
    WHERE i.status IN ('paid', 'partly paid')
    GROUP BY i.id
) AS p
WHERE p.id = i.id AND i.status <> CASE WHEN p.cents = i.total_cents THEN 'paid' WHEN p.cents > 0 THEN 'partly paid'
    ELSE 'sent' END;

-- Engagements that are open: how far they are, by the time that has passed. An extension is filed in the week before the
-- return is due; until then its later deadline is not there.
CREATE TEMPORARY TABLE open_work ON COMMIT DROP AS
SELECT e.id, e.kind, f.due_on AS first_due_on,
    e.due_on > f.due_on + 60 AS is_late,
    e.due_on > f.due_on + 60 AND pg_temp.as_of() >= f.due_on - 5 AS is_extended,
    (pg_temp.as_of() - e.opened_on)::float8 / greatest(e.completed_on - e.opened_on, 1) AS progress,
    pg_temp.share(e.id::text) AS chance
FROM engagements e
JOIN clients c ON c.id = e.client_id
LEFT JOIN filing_days f ON f.form = e.kind AND f.tax_year = e.tax_year AND f.jurisdiction = 'US'
    AND f.in_new_england = (c.state IN ('ME', 'MA'))
WHERE e.completed_on >= pg_temp.as_of();
ANALYZE open_work;

UPDATE engagements e
SET completed_on = NULL,
    due_on = CASE WHEN w.is_late AND NOT w.is_extended THEN w.first_due_on ELSE e.due_on END,
    status = CASE
        WHEN w.is_extended AND w.progress < 0.9 THEN 'extended'
        WHEN e.title ILIKE '%bookkeeping%' THEN 'in progress'
        WHEN w.progress < 0.12 THEN 'planned'
        WHEN w.progress > 0.72 THEN 'in review'
        WHEN w.chance < 0.3 THEN 'waiting on client'
        ELSE 'in progress'
    END
FROM open_work w
WHERE w.id = e.id;

DELETE FROM deadlines d
USING open_work w
WHERE w.id = d.engagement_id AND w.is_late AND NOT w.is_extended
    AND d.kind IN ('federal return', 'state return') AND d.status <> 'extended';

UPDATE deadlines d
SET status = 'upcoming'
FROM open_work w
WHERE w.id = d.engagement_id AND w.is_late AND NOT w.is_extended AND d.status = 'extended';

-- What was missed was due before now, and what was done early enough is met.
UPDATE deadlines SET status = 'upcoming', met_on = NULL
WHERE met_on >= pg_temp.as_of() OR status = 'missed' AND due_on >= pg_temp.as_of();

-- Of the tasks that are left the first one is under way.
UPDATE tasks t
SET done_on = NULL,
    status = CASE
        WHEN left_over.place > 1 OR e.status = 'planned' THEN 'todo'
        WHEN e.status IN ('waiting on client', 'extended') THEN 'blocked'
        ELSE 'doing'
    END
FROM (
    SELECT id, engagement_id, row_number() OVER (PARTITION BY engagement_id ORDER BY position) AS place
    FROM tasks WHERE done_on >= pg_temp.as_of()
) AS left_over
JOIN engagements e ON e.id = left_over.engagement_id
WHERE t.id = left_over.id;

-- The last time that somebody signed in: this morning, or on one of the last two business days.
UPDATE users u
SET last_sign_in_at = CASE
        WHEN pg_temp.share(u.id::text) < 0.3 AND today.is_business THEN today.day
        WHEN pg_temp.share(u.id::text) < 0.8 THEN last.last_business
        ELSE before.last_business
    END::timestamp AT TIME ZONE 'UTC' + interval '11 hours' + pg_temp.share(u.email) * interval '60 minutes'
FROM calendar today, calendar last, calendar before
WHERE u.last_sign_in_at IS NOT NULL AND today.day = pg_temp.as_of() AND last.day = today.day - 1
    AND before.day = last.last_business - 1;

UPDATE users SET last_sign_in_at = date_trunc('second', last_sign_in_at) WHERE last_sign_in_at IS NOT NULL;
