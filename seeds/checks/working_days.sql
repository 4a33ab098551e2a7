-- On federal holidays (5 U.S.C. 6103) and on weekends nobody works, bills, pays, meets or sets a deadline; but from
-- January to April there is work on Saturdays, and what is due on a holiday of one state is not looked at here.
WITH days (what, firm_id, row, day) AS (
    SELECT 'time entry', t.firm_id, e.number, t.worked_on FROM time_entries t JOIN engagements e ON e.id = t.engagement_id
    WHERE extract(isodow FROM t.worked_on) <> 6 OR extract(month FROM t.worked_on) > 4
    UNION ALL SELECT 'engagement opened', firm_id, number, opened_on FROM engagements
    UNION ALL SELECT 'engagement due', firm_id, number, due_on FROM engagements
    UNION ALL SELECT 'engagement completed', firm_id, number, completed_on FROM engagements
    UNION ALL SELECT 'deadline', d.firm_id, e.number, d.due_on FROM deadlines d JOIN engagements e ON e.id = d.engagement_id
    UNION ALL SELECT 'deadline met', d.firm_id, e.number, d.met_on
    FROM deadlines d JOIN engagements e ON e.id = d.engagement_id
    UNION ALL SELECT 'task due', t.firm_id, e.number, t.due_on FROM tasks t JOIN engagements e ON e.id = t.engagement_id
    UNION ALL SELECT 'task done', t.firm_id, e.number, t.done_on FROM tasks t JOIN engagements e ON e.id = t.engagement_id
    UNION ALL SELECT 'invoice', firm_id, number, issued_on FROM invoices
    UNION ALL SELECT 'payment', p.firm_id, i.number, p.received_on FROM payments p JOIN invoices i ON i.id = p.invoice_id
),
parts AS (
    SELECT *, extract(isodow FROM day) AS weekday, extract(month FROM day) AS month, extract(day FROM day) AS number
    FROM days
)
SELECT row, firm_id, what, day
FROM parts
WHERE weekday > 5
    -- The third Monday of January and February, the last of May, the first of September, the second of October; the fourth
    -- Thursday of November.
    OR weekday = 1 AND (month IN (1, 2) AND number BETWEEN 15 AND 21 OR month = 5 AND number > 24
        OR month = 9 AND number < 8 OR month = 10 AND number BETWEEN 8 AND 14)
    OR weekday = 4 AND month = 11 AND number BETWEEN 22 AND 28
    -- On a day of its own, or on the weekday beside it.
    OR '{01-01,06-19,07-04,11-11,12-25}'::text[] && ARRAY[
        to_char(day, 'MM-DD'),
        CASE weekday WHEN 5 THEN to_char(day + 1, 'MM-DD') WHEN 1 THEN to_char(day - 1, 'MM-DD') END
    ];
