-- Hours are worked by people who were there, while the engagement was open, at a rate of this trade ($50 to $600).
SELECT e.number || ', ' || u.full_name AS row, t.firm_id, t.worked_on, t.rate_cents
FROM time_entries t
JOIN engagements e ON e.id = t.engagement_id
JOIN users u ON u.id = t.user_id
WHERE t.worked_on < e.opened_on
    OR t.worked_on > e.completed_on
    OR t.worked_on < u.hired_on
    OR t.rate_cents NOT BETWEEN 5000 AND 60000;
