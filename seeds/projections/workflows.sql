-- The workflows that are running: reviews of engagements, and reminders of deadlines.
--
-- firm        the firm's slug
-- id          the workflow's id, which begins with <slug>-
-- type        the workflow's type
-- input       its one argument, as JSON
-- attributes  search attributes as an object of strings; CpaFirm is the firm's slug
--
-- How many a firm has goes by its size alone, so that --scale starts no more.
WITH sized AS (
    SELECT id, slug,
        CASE WHEN staff_count < 5 THEN 2 WHEN staff_count < 30 THEN 4 ELSE 7 END AS reviews,
        CASE WHEN staff_count < 5 THEN 1 WHEN staff_count < 30 THEN 2 ELSE 3 END AS reminders
    FROM firms
),
reviews AS (
    SELECT e.*, row_number() OVER (PARTITION BY e.firm_id ORDER BY e.due_on, e.id) AS rank
    FROM engagements e
    WHERE e.status = 'in review'
),
reminders AS (
    SELECT e.*, d.due_on AS deadline, row_number() OVER (PARTITION BY e.firm_id ORDER BY d.due_on, e.id) AS rank
    FROM engagements e
    JOIN (
        SELECT engagement_id, min(due_on) AS due_on FROM deadlines WHERE status = 'upcoming' GROUP BY engagement_id
    ) AS d ON d.engagement_id = e.id
    WHERE e.status IN ('in progress', 'waiting on client')
)
SELECT * FROM (
    SELECT f.slug AS firm, f.slug || '-review-' || e.number AS id, 'EngagementReview' AS type,
        jsonb_build_object('firm_id', f.id, 'engagement_id', e.id, 'number', e.number, 'kind', e.kind,
            'reviewer_id', e.manager_id, 'due_at', extract(epoch FROM e.due_on)::bigint) AS input,
        jsonb_build_object('CpaFirm', f.slug, 'CpaEngagementKind', e.kind) AS attributes
    FROM reviews e
    JOIN sized f ON f.id = e.firm_id AND e.rank <= f.reviews
    UNION ALL
    SELECT f.slug, f.slug || '-reminder-' || e.number, 'DeadlineReminder',
        jsonb_build_object('firm_id', f.id, 'engagement_id', e.id, 'number', e.number, 'client_id', e.client_id,
            'due_at', extract(epoch FROM e.deadline)::bigint, 'days_before', jsonb_build_array(14, 7, 1)),
        jsonb_build_object('CpaFirm', f.slug, 'CpaEngagementKind', e.kind)
    FROM reminders e
    JOIN sized f ON f.id = e.firm_id AND e.rank <= f.reminders
) AS workflows
ORDER BY firm COLLATE "C", id COLLATE "C";
