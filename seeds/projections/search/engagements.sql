SELECT f.slug AS firm, e.id, jsonb_build_object(
    'id', e.id, 'firm', f.slug, 'number', e.number, 'kind', e.kind, 'title', e.title, 'status', e.status,
    'client', c.name, 'client_id', c.id, 'tax_year', e.tax_year, 'due_on', extract(epoch FROM e.due_on)::bigint
) AS document
FROM engagements e JOIN firms f ON f.id = e.firm_id JOIN clients c ON c.id = e.client_id
ORDER BY f.slug, e.id
