-- A return's own deadline agrees with it: met on the day on which it was filed, and still to come while it is open.
SELECT e.number AS row, d.firm_id, e.status, e.completed_on, d.status AS deadline, d.met_on
FROM deadlines d
JOIN engagements e ON e.id = d.engagement_id
WHERE d.kind = 'federal return' AND d.status <> 'extended' AND d.met_on IS DISTINCT FROM e.completed_on
    OR d.kind IN ('federal return', 'state return', 'report') AND d.status = 'upcoming' AND e.completed_on IS NOT NULL;
