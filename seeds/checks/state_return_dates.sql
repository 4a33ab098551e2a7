-- The states' own days. Their sources stand in rules/1_calendar.sql, which also moves them from weekends and holidays; here
-- they stand as month and day, and a return is due on that day or, where it is no business day, at most four later.
WITH days (jurisdiction, individual, individual_extended, s_corporation, s_extended, partnership, p_extended) AS (VALUES
    ('OH', '04-15', '10-15', '04-15', '09-15', '04-15', '09-15'),
    ('IN', '04-15', '11-15', '04-15', '10-15', '04-15', '10-15'),
    ('KY', '04-15', '10-15', '04-15', '10-15', '04-15', '10-15'),
    ('VA', '05-01', '11-01', '04-15', '10-15', '04-15', '10-15'),
    ('NC', '04-15', '10-15', '04-15', '10-15', '04-15', '10-15'),
    ('MD', '04-15', '10-15', '04-15', '11-15', '04-15', '10-15'),
    ('DC', '04-15', '10-15', '04-15', '10-15', '03-15', '09-15'),
    ('WV', '04-15', '10-15', '03-15', '09-15', '03-15', '09-15'),
    ('SC', '04-15', '10-15', '03-15', '09-15', '03-15', '09-15'),
    ('PA', '04-15', '10-15', '04-15', '09-15', '04-15', '09-15'),
    ('MA', '04-15', '10-15', '03-15', '09-15', '03-15', '09-15'),
    ('ME', '04-15', '10-15', '03-15', '09-15', '03-15', '09-15'),
    ('VT', '04-15', '10-15', '03-15', '09-15', '03-15', '09-15'),
    ('NH', NULL, NULL, '04-15', '11-15', '03-15', '10-15')
),
returns AS (
    SELECT e.number, d.firm_id, e.kind, d.jurisdiction, d.due_on, d.status,
        to_date((e.tax_year + 1) || '-' || CASE WHEN d.status <> 'extended' AND EXISTS (
            SELECT FROM deadlines x WHERE x.engagement_id = d.engagement_id AND x.jurisdiction = d.jurisdiction
                AND x.kind = d.kind AND x.status = 'extended'
        ) THEN CASE e.kind WHEN '1040' THEN individual_extended WHEN '1120-S' THEN s_extended ELSE p_extended END
        ELSE CASE e.kind WHEN '1040' THEN individual WHEN '1120-S' THEN s_corporation ELSE partnership END END,
        'YYYY-MM-DD') AS by_rule
    FROM deadlines d
    JOIN engagements e ON e.id = d.engagement_id
    LEFT JOIN days y ON y.jurisdiction = d.jurisdiction
    WHERE d.kind = 'state return'
)
SELECT number AS row, firm_id, kind, jurisdiction, status, due_on, by_rule
FROM returns
WHERE by_rule IS NULL
    OR due_on NOT BETWEEN by_rule AND by_rule + 4
    OR extract(isodow FROM due_on) > 5
    -- Nothing moves a day that is a business day in any year: those of May, September and November but Veterans Day.
    OR due_on <> by_rule AND extract(isodow FROM by_rule) < 6 AND extract(month FROM by_rule) IN (5, 9, 11);
