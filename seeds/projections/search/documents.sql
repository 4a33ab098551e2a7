SELECT f.slug AS firm, d.id, jsonb_build_object(
    'id', d.id, 'firm', f.slug, 'file_name', d.file_name, 'content_type', d.content_type, 'client', c.name,
    'client_id', c.id, 'uploaded_at', extract(epoch FROM d.uploaded_at)::bigint
) AS document
FROM documents d JOIN firms f ON f.id = d.firm_id JOIN clients c ON c.id = d.client_id
ORDER BY f.slug, d.id
