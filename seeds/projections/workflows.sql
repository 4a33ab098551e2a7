-- Workflows that run: the review of engagements that are in review, and reminders of the next filings.
WITH reviews AS (
    SELECT f.slug AS firm, e.*, row_number() OVER (PARTITION BY f.id ORDER BY e.due_on, e.id) AS n,
        CASE f.kind WHEN 'sole practitioner' THEN 2 WHEN 'tax group' THEN 4 ELSE 7 END AS wanted
    FROM engagements e JOIN firms f ON f.id = e.firm_id
    WHERE e.status = 'in review'
), reminders AS (
    SELECT f.slug AS firm, d.id, d.due_on, e.number, e.kind AS engagement_kind,
        row_number() OVER (PARTITION BY f.id ORDER BY d.due_on, d.id) AS n
    FROM deadlines d
    JOIN firms f ON f.id = d.firm_id
    JOIN engagements e ON e.id = d.engagement_id
    WHERE d.done_on IS NULL AND d.kind = 'filing'
)
SELECT firm, firm || '-review-' || number AS id, 'EngagementReview' AS type,
    jsonb_build_object('engagement_id', id, 'number', number, 'due_on', due_on) AS input,
    jsonb_build_object('CpaFirm', firm, 'CpaEngagementKind', kind) AS attributes
FROM reviews WHERE n <= wanted
UNION ALL
SELECT firm, firm || '-reminder-' || number, 'DeadlineReminder',
    jsonb_build_object('deadline_id', id, 'number', number, 'due_on', due_on),
    jsonb_build_object('CpaFirm', firm, 'CpaEngagementKind', engagement_kind)
FROM reminders WHERE n <= 3
ORDER BY 1, 2
