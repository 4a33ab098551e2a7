SELECT f.slug AS firm, c.id, jsonb_build_object(
    'id', c.id, 'firm', f.slug, 'number', c.number, 'name', c.name, 'kind', c.kind, 'status', c.status,
    'city', coalesce(c.city, ''), 'state', coalesce(c.state, ''), 'email', coalesce(c.email, ''),
    'since', extract(epoch FROM c.since)::bigint
) AS document
FROM clients c JOIN firms f ON f.id = c.firm_id
ORDER BY f.slug, c.id
