-- An object's key begins with firm and document, so that a firm's objects share a prefix.
SELECT d.file_name AS row, d.firm_id, d.object_key
FROM documents d
JOIN firms f ON f.id = d.firm_id
WHERE NOT starts_with(d.object_key, f.slug || '/documents/' || d.id || '/');
