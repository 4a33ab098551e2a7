-- An invoice goes to the client of its engagement.
SELECT i.number, i.client_id, e.client_id AS engagement_client_id
FROM invoices i
JOIN engagements e ON e.id = i.engagement_id
WHERE e.client_id <> i.client_id
ORDER BY i.number
