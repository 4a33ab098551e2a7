-- A task is done while its engagement is open, and none is left when the engagement is completed.
SELECT e.number || ', task ' || t.position AS row, t.firm_id, t.status, t.done_on, e.opened_on, e.completed_on
FROM tasks t
JOIN engagements e ON e.id = t.engagement_id
WHERE t.done_on < e.opened_on OR t.done_on > e.completed_on OR t.status <> 'done' AND e.completed_on IS NOT NULL;
