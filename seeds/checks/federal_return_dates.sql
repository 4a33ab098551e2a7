-- Federal returns are due on the days that the IRS published or will have to: IRC 6072, 7503, and Publication 509 for the
-- year. By the year after the tax year: 1040, for Maine and Massachusetts, extended; 1065 and 1120-S, extended.
WITH days (year, individual, new_england, individual_extended, entity, entity_extended) AS (VALUES
    (2023, '04-18', '04-18', '10-16', '03-15', '09-15'),
    (2024, '04-15', '04-17', '10-15', '03-15', '09-16'),
    (2025, '04-15', '04-15', '10-15', '03-17', '09-15'),
    (2026, '04-15', '04-15', '10-15', '03-16', '09-15'),
    (2027, '04-15', '04-15', '10-15', '03-15', '09-15'),
    (2028, '04-18', '04-18', '10-16', '03-15', '09-15'),
    (2029, '04-17', '04-17', '10-15', '03-15', '09-17'),
    (2030, '04-15', '04-17', '10-15', '03-15', '09-16'),
    (2031, '04-15', '04-15', '10-15', '03-17', '09-15'),
    (2032, '04-15', '04-15', '10-15', '03-15', '09-15'),
    (2033, '04-15', '04-15', '10-17', '03-15', '09-15')
),
returns AS (
    SELECT e.number, d.firm_id, e.kind, e.tax_year, d.due_on, d.status,
        CASE WHEN e.kind <> '1040' THEN entity WHEN c.state IN ('ME', 'MA') THEN new_england ELSE individual END AS first,
        CASE e.kind WHEN '1040' THEN individual_extended ELSE entity_extended END AS extended,
        EXISTS (
            SELECT FROM deadlines x WHERE x.engagement_id = d.engagement_id AND x.kind = d.kind AND x.status = 'extended'
        ) AS was_extended
    FROM deadlines d
    JOIN engagements e ON e.id = d.engagement_id
    JOIN clients c ON c.id = e.client_id
    JOIN days y ON y.year = e.tax_year + 1
    WHERE d.kind = 'federal return'
)
SELECT number AS row, firm_id, kind, tax_year, status, due_on
FROM returns
WHERE to_char(due_on, 'YYYY-MM-DD')
    <> (tax_year + 1) || '-' || CASE WHEN was_extended AND status <> 'extended' THEN extended ELSE first END;
