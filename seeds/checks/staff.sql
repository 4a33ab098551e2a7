-- Everybody has a role, those who answer for clients are partners, and a firm has as many people as it says.
SELECT u.full_name AS row, u.firm_id, 'has no role' AS what
FROM users u
WHERE NOT EXISTS (SELECT FROM user_roles r WHERE r.user_id = u.id)
UNION ALL
SELECT DISTINCT u.full_name, u.firm_id, 'answers for clients without being a partner'
FROM clients c
JOIN users u ON u.id = c.partner_id
WHERE NOT EXISTS (
    SELECT FROM user_roles r JOIN roles o ON o.id = r.role_id WHERE r.user_id = u.id AND o.name = 'partner'
)
UNION ALL
SELECT f.slug, f.id, 'has ' || count(u.id) || ' people where staff_count says ' || f.staff_count
FROM firms f
LEFT JOIN users u ON u.firm_id = f.id AND u.is_active
GROUP BY f.id
HAVING count(u.id) <> f.staff_count;
