-- An engagement ends in the way of its kind: returns are filed, audits issued, bookkeeping closed (a review: issued).
-- Only returns are extended.
SELECT number AS row, firm_id, kind, status
FROM engagements
WHERE status = 'filed' AND kind NOT IN ('1040', '1120-S', '1065')
    OR status = 'extended' AND kind NOT IN ('1040', '1120-S', '1065')
    OR status = 'issued' AND kind NOT IN ('audit', 'bookkeeping')
    OR status = 'closed' AND kind <> 'bookkeeping';
