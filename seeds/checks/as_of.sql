-- The data stands on the morning of --as-of: nothing was done on that day or after it but signing in, what is to come is
-- not behind it, and what was missed is.
WITH today AS (SELECT current_setting('cpadev.as_of')::date AS day),
done (what, firm_id, row, day) AS (
    SELECT 'engagement opened', firm_id, number, opened_on FROM engagements
    UNION ALL SELECT 'engagement completed', firm_id, number, completed_on FROM engagements
    UNION ALL SELECT 'deadline met', d.firm_id, e.number, d.met_on
    FROM deadlines d JOIN engagements e ON e.id = d.engagement_id
    UNION ALL SELECT 'task done', t.firm_id, e.number, t.done_on FROM tasks t JOIN engagements e ON e.id = t.engagement_id
    UNION ALL SELECT 'time entry', t.firm_id, e.number, t.worked_on
    FROM time_entries t JOIN engagements e ON e.id = t.engagement_id
    UNION ALL SELECT 'invoice', firm_id, number, issued_on FROM invoices
    UNION ALL SELECT 'payment', p.firm_id, i.number, p.received_on FROM payments p JOIN invoices i ON i.id = p.invoice_id
    UNION ALL SELECT 'message sent', firm_id, subject, sent_at::date FROM messages
    UNION ALL SELECT 'message read', firm_id, subject, read_at::date FROM messages
    UNION ALL SELECT 'document', firm_id, file_name, uploaded_at::date FROM documents
    UNION ALL SELECT action, firm_id, subject, occurred_at::date FROM audit_log WHERE action <> 'user.signed_in'
    UNION ALL SELECT 'sign-in', firm_id, full_name, last_sign_in_at::date - 1 FROM users
    UNION ALL SELECT 'hired', firm_id, full_name, hired_on FROM users
)
SELECT row, firm_id, what, done.day FROM done, today WHERE done.day >= today.day
UNION ALL
SELECT e.number, d.firm_id, d.kind || ' ' || d.status, d.due_on
FROM today, deadlines d
JOIN engagements e ON e.id = d.engagement_id
WHERE d.status = 'upcoming' AND d.due_on < today.day OR d.status = 'missed' AND d.due_on >= today.day
UNION ALL
SELECT number, firm_id, 'engagement overdue', due_on FROM engagements, today
WHERE completed_on IS NULL AND due_on < today.day;
