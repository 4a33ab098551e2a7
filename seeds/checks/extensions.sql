-- An extended deadline was replaced by one later deadline of the same return, and an extended return has them.
SELECT e.number AS row, d.firm_id, d.jurisdiction, d.due_on
FROM deadlines d
JOIN engagements e ON e.id = d.engagement_id
WHERE d.status = 'extended' AND (
    SELECT count(*) FROM deadlines x
    -- The index begins with the firm.
    WHERE x.firm_id = d.firm_id AND x.engagement_id = d.engagement_id AND x.jurisdiction = d.jurisdiction
        AND x.kind = d.kind AND x.due_on > d.due_on
) <> 1
UNION ALL
SELECT e.number, e.firm_id, 'US', e.due_on
FROM engagements e
WHERE e.status = 'extended'
    AND NOT EXISTS (SELECT FROM deadlines d WHERE d.engagement_id = e.id AND d.status = 'extended');
