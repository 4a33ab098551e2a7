-- Documents of the collection `invoices`; the columns are those of clients.sql.
SELECT f.slug AS firm, i.id::text AS id, jsonb_strip_nulls(jsonb_build_object(
        'id', i.id, 'firm', f.slug, 'number', i.number, 'status', i.status, 'client', c.name, 'client_id', c.id,
        'engagement', e.number, 'lines', coalesce(l.texts, '[]'),
        'issued_on', extract(epoch FROM i.issued_on)::bigint, 'total_cents', i.total_cents,
        'open_cents', CASE WHEN i.status IN ('sent', 'partly paid')
            THEN i.total_cents - coalesce(p.cents, 0) ELSE 0 END
    )) AS document
FROM invoices i
JOIN firms f ON f.id = i.firm_id
JOIN clients c ON c.id = i.client_id
LEFT JOIN engagements e ON e.id = i.engagement_id
LEFT JOIN (
    SELECT invoice_id, jsonb_agg(description ORDER BY position) AS texts FROM invoice_lines GROUP BY invoice_id
) l ON l.invoice_id = i.id
LEFT JOIN (
    SELECT invoice_id, sum(amount_cents)::bigint AS cents FROM payments GROUP BY invoice_id
) p ON p.invoice_id = i.id
ORDER BY i.id;
