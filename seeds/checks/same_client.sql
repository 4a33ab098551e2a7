-- What hangs on a client and on an engagement hangs on one of that client.
SELECT 'invoice ' || i.number AS row, i.firm_id, i.client_id, e.client_id AS engagement_client_id
FROM invoices i JOIN engagements e ON e.id = i.engagement_id WHERE e.client_id <> i.client_id
UNION ALL
SELECT 'document ' || d.file_name, d.firm_id, d.client_id, e.client_id
FROM documents d JOIN engagements e ON e.id = d.engagement_id WHERE e.client_id <> d.client_id
UNION ALL
SELECT 'message ' || m.id, m.firm_id, m.client_id, e.client_id
FROM messages m JOIN engagements e ON e.id = m.engagement_id WHERE e.client_id <> m.client_id;
