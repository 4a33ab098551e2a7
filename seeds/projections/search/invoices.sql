SELECT f.slug AS firm, i.id, jsonb_build_object(
    'id', i.id, 'firm', f.slug, 'number', i.number, 'status', i.status, 'client', c.name, 'client_id', c.id,
    'total_cents', i.total_cents, 'issued_on', extract(epoch FROM i.issued_on)::bigint
) AS document
FROM invoices i JOIN firms f ON f.id = i.firm_id JOIN clients c ON c.id = i.client_id
ORDER BY f.slug, i.id
