-- Documents of the collection `engagements`; the columns are those of clients.sql.
SELECT f.slug AS firm, e.id::text AS id, jsonb_build_object(
        'id', e.id, 'firm', f.slug, 'number', e.number, 'title', e.title, 'kind', e.kind, 'status', e.status,
        'tax_year', e.tax_year, 'client', c.name, 'client_id', c.id, 'manager', u.full_name, 'fee_cents', e.fee_cents,
        'due_on', extract(epoch FROM e.due_on)::bigint, 'is_open', e.completed_on IS NULL
    ) AS document
FROM engagements e
JOIN firms f ON f.id = e.firm_id
JOIN clients c ON c.id = e.client_id
JOIN users u ON u.id = e.manager_id
ORDER BY e.id;
