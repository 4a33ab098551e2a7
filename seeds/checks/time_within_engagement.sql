-- Time is written after the engagement is opened.
SELECT t.id, t.worked_on, e.number, e.opened_on
FROM time_entries t
JOIN engagements e ON e.id = t.engagement_id
WHERE t.worked_on < e.opened_on
ORDER BY t.id
