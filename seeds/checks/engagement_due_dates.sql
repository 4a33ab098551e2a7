-- An engagement is due on the day of its return or report: the last one, where it was extended. What was done was done in
-- time.
SELECT e.number AS row, e.firm_id, e.kind, e.status, e.due_on, d.due_on AS deadline, e.completed_on
FROM engagements e
JOIN (
    SELECT engagement_id, max(due_on) AS due_on FROM deadlines WHERE kind IN ('federal return', 'report')
    GROUP BY engagement_id
) AS d ON d.engagement_id = e.id
WHERE e.due_on <> d.due_on OR e.completed_on > e.due_on
UNION ALL
SELECT e.number, d.firm_id, e.kind, d.status, e.due_on, d.due_on, d.met_on
FROM deadlines d
JOIN engagements e ON e.id = d.engagement_id
WHERE d.met_on > d.due_on;
