-- Estimated payments of individuals are due on the 15th (IRC 6654(c)(2)), payroll returns at the end of the month after the
-- quarter (Form 941), on the next business day where that is none (IRC 7503); books are closed by the 15th of the next
-- month; reports come by the last business day of a month.
SELECT e.number AS row, d.firm_id, d.kind, d.due_on
FROM deadlines d
JOIN engagements e ON e.id = d.engagement_id
WHERE extract(isodow FROM d.due_on) > 5
    OR d.kind IN ('estimated payment', 'monthly close') AND extract(day FROM d.due_on) NOT BETWEEN 15 AND 18
    OR d.kind = 'estimated payment' AND extract(month FROM d.due_on) NOT IN (1, 4, 6, 9)
    -- From the last day of April, July, October or January, over a weekend, into the third of the next month.
    OR d.kind = 'payroll return' AND NOT (
        extract(month FROM d.due_on) IN (1, 4, 7, 10) AND d.due_on + 1 = date_trunc('month', d.due_on + 1)
        OR extract(month FROM d.due_on) IN (2, 5, 8, 11) AND extract(day FROM d.due_on) < 3
            AND extract(isodow FROM d.due_on) = 1
    )
    OR d.kind = 'report' AND (
        extract(day FROM d.due_on + 4) > 4 OR d.due_on <> (SELECT due_on FROM engagements x WHERE x.id = e.id)
    );
