-- Nobody is worked for before becoming a client, and a prospect is not worked for at all.
SELECT e.number AS row, e.firm_id, c.number AS client, c.status, c.since, e.opened_on
FROM engagements e
JOIN clients c ON c.id = e.client_id
WHERE e.opened_on < c.since OR c.status = 'prospect';
