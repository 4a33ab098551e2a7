-- The days that follow from a rule, from whatever day near them the files say.

-- Nobody has counted the rows yet, and plans for the unknown are bad ones.
ANALYZE clients, engagements, deadlines;

-- Years of account end with a month.
UPDATE engagements SET period_end = pg_temp.month_end(period_end) WHERE period_end <> pg_temp.month_end(period_end);

-- A return is due by its form, its year and whether it is extended.
UPDATE engagements e
SET due_on = CASE WHEN e.due_on > f.due_on + 60 THEN f.extended_on ELSE f.due_on END
FROM filing_days f, clients c
WHERE c.id = e.client_id AND f.form = e.kind AND f.tax_year = e.tax_year AND f.jurisdiction = 'US'
    AND f.in_new_england = (c.state IN ('ME', 'MA'))
    AND e.due_on <> CASE WHEN e.due_on > f.due_on + 60 THEN f.extended_on ELSE f.due_on END;

UPDATE deadlines d
SET due_on = CASE WHEN d.due_on > u.due_on + 60 THEN f.extended_on ELSE f.due_on END
FROM engagements e
JOIN clients c ON c.id = e.client_id
JOIN filing_days u ON u.form = e.kind AND u.tax_year = e.tax_year AND u.jurisdiction = 'US' AND NOT u.in_new_england
JOIN filing_days f ON f.form = e.kind AND f.tax_year = e.tax_year
WHERE e.id = d.engagement_id AND d.kind IN ('federal return', 'state return') AND f.jurisdiction = d.jurisdiction
    AND f.in_new_england = (CASE d.jurisdiction WHEN 'US' THEN c.state ELSE d.jurisdiction END IN ('ME', 'MA'))
    AND d.due_on <> CASE WHEN d.due_on > u.due_on + 60 THEN f.extended_on ELSE f.due_on END;

-- Estimated tax of individuals: the 15th of April, June, September and January. IRC 6654(c)(2).
UPDATE deadlines d
SET due_on = CASE WHEN c.state IN ('ME', 'MA') THEN l.due_in_new_england ELSE l.due END
FROM engagements e
JOIN clients c ON c.id = e.client_id, calendar l
WHERE d.kind = 'estimated payment' AND e.id = d.engagement_id
    AND l.day = date_trunc('month', d.due_on)::date + 14
    AND d.due_on <> CASE WHEN c.state IN ('ME', 'MA') THEN l.due_in_new_england ELSE l.due END;

-- Form 941: the last day of the month after the quarter. Treas. Reg. 31.6071(a)-1(a)(1).
UPDATE deadlines d
SET due_on = l.due
FROM calendar l
WHERE d.kind = 'payroll return' AND l.day = pg_temp.month_end(d.due_on) AND d.due_on <> l.due;

-- What the firms agreed with their clients: books are closed by the 15th of the next month, reports and closings of a
-- year come by the last business day of a month.
UPDATE deadlines d
SET due_on = l.next_business
FROM calendar l
WHERE d.kind = 'monthly close' AND l.day = date_trunc('month', d.due_on)::date + 14 AND d.due_on <> l.next_business;

UPDATE deadlines d
SET due_on = l.last_business
FROM calendar l
WHERE d.kind = 'report' AND l.day = pg_temp.month_end(d.due_on) AND d.due_on <> l.last_business;

UPDATE engagements e
SET due_on = l.last_business
FROM calendar l
WHERE e.kind IN ('audit', 'bookkeeping') AND l.day = pg_temp.month_end(e.due_on) AND e.due_on <> l.last_business;
