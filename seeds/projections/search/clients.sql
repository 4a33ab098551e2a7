-- Documents of the collection `clients`. firm: the slug; id: the document's; document: the whole of it, as JSON.
-- Days and moments are seconds since 1970, money is in cents. The taxpayer's number is not searched for.
SELECT f.slug AS firm, c.id::text AS id, jsonb_strip_nulls(jsonb_build_object(
        'id', c.id, 'firm', f.slug, 'number', c.number, 'name', c.name, 'contact', c.contact_name, 'kind', c.kind,
        'status', c.status, 'email', c.email, 'city', c.city, 'state', c.state, 'partner', u.full_name,
        'since', extract(epoch FROM c.since)::bigint, 'open_cents', coalesce(b.open_cents, 0)
    )) AS document
FROM clients c
JOIN firms f ON f.id = c.firm_id
JOIN users u ON u.id = c.partner_id
LEFT JOIN (
    SELECT i.client_id, sum(i.total_cents - coalesce(p.cents, 0))::bigint AS open_cents
    FROM invoices i
    LEFT JOIN (SELECT invoice_id, sum(amount_cents) AS cents FROM payments GROUP BY invoice_id) p ON p.invoice_id = i.id
    WHERE i.status IN ('sent', 'partly paid')
    GROUP BY i.client_id
) b ON b.client_id = c.id
ORDER BY c.id;
