-- Documents of the collection `documents`; the columns are those of clients.sql. Whether a file is infected is not in
-- it: that is known only after a scan.
SELECT f.slug AS firm, d.id::text AS id, jsonb_strip_nulls(jsonb_build_object(
        'id', d.id, 'firm', f.slug, 'file_name', d.file_name, 'content_type', d.content_type, 'client', c.name,
        'client_id', c.id, 'engagement', e.number, 'engagement_kind', e.kind, 'uploaded_by', u.full_name,
        'uploaded_at', extract(epoch FROM d.uploaded_at)::bigint, 'byte_size', d.byte_size
    )) AS document
FROM documents d
JOIN firms f ON f.id = d.firm_id
JOIN clients c ON c.id = d.client_id
LEFT JOIN engagements e ON e.id = d.engagement_id
LEFT JOIN users u ON u.id = d.uploaded_by
ORDER BY d.id;
