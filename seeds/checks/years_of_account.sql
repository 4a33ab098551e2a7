-- Returns, reviews and books are of calendar years, and audits of those or of years that end in June; returns are worked
-- on when their year is over.
SELECT number AS row, firm_id, kind, period_end, opened_on, completed_on
FROM engagements
WHERE to_char(period_end, 'MM-DD') <> ALL (CASE kind WHEN 'audit' THEN '{12-31,06-30}'::text[] ELSE '{12-31}' END)
    OR kind IN ('1040', '1120-S', '1065') AND opened_on <= period_end
    OR completed_on <= period_end;
