-- Nobody real: mail and web addresses of reserved domains, telephone numbers for fiction (555-01nn), social security
-- areas that were never issued (000 and 9nn; the groups 01 to 49 are no ITINs either), and unassigned EIN prefixes.
SELECT c.number AS row, c.firm_id, c.tin, c.email, c.phone
FROM clients c
WHERE c.email NOT LIKE '%_@%_.example'
    OR c.phone !~ '^\([2-9][0-9]{2}\) 555-01[0-9]{2}$'
    OR c.kind = 'individual' AND c.tin !~ '^(000|9[0-9]{2})-([0-3][1-9]|[1-4]0|4[1-9])-[0-9]{4}$'
    OR c.kind = 'business' AND c.tin !~ '^(00|07|08|09|17|18|19|28|29|49|69|70|78|79|89)-[0-9]{7}$'
UNION ALL
SELECT u.full_name, u.firm_id, NULL, u.email, u.phone
FROM users u
WHERE u.email NOT LIKE '%_@%_.example' OR u.phone !~ '^\([2-9][0-9]{2}\) 555-01[0-9]{2}$'
UNION ALL
SELECT f.slug, f.id, NULL, f.website, f.phone
FROM firms f
WHERE f.website !~ '^https://[a-z0-9.-]+\.example$' OR f.phone !~ '^\([2-9][0-9]{2}\) 555-01[0-9]{2}$';
