-- Moved days keep their weekday, and may so fall on a holiday: what would, comes on the next business day, and nobody
-- works. Only moved days: what the files themselves have on a holiday is a mistake, which checks/working_days.sql finds.

DELETE FROM time_entries t
USING calendar l
WHERE pg_temp.has_moved() AND l.day = t.worked_on AND l.is_weekday AND NOT l.is_business;

UPDATE engagements e SET opened_on = l.next_business
FROM calendar l
WHERE pg_temp.has_moved() AND l.day = e.opened_on AND l.is_weekday AND NOT l.is_business;

UPDATE engagements e SET completed_on = l.next_business
FROM calendar l
WHERE pg_temp.has_moved() AND l.day = e.completed_on AND l.is_weekday AND NOT l.is_business;

UPDATE tasks t SET due_on = due.next_business, done_on = done.next_business
FROM calendar due, calendar done
WHERE pg_temp.has_moved() AND due.day = t.due_on AND done.day = t.done_on
    AND (due.is_weekday AND NOT due.is_business OR done.is_weekday AND NOT done.is_business);

UPDATE deadlines d SET due_on = l.next_business
FROM calendar l
WHERE pg_temp.has_moved() AND d.kind = 'fieldwork' AND l.day = d.due_on AND NOT l.is_business;

UPDATE deadlines d SET met_on = l.next_business
FROM calendar l
WHERE pg_temp.has_moved() AND l.day = d.met_on AND l.is_weekday AND NOT l.is_business;

UPDATE invoices i SET issued_on = l.next_business, due_on = l.next_business + (i.due_on - i.issued_on)
FROM calendar l
WHERE pg_temp.has_moved() AND l.day = i.issued_on AND l.is_weekday AND NOT l.is_business;

-- Banks are closed as well.
UPDATE payments p SET received_on = l.next_business
FROM calendar l
WHERE pg_temp.has_moved() AND l.day = p.received_on AND l.is_weekday AND NOT l.is_business;

-- What was met in time still is.
UPDATE deadlines SET met_on = due_on
WHERE pg_temp.has_moved() AND met_on > due_on AND kind NOT IN ('federal return', 'state return', 'report');
