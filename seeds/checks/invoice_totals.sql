-- The lines of each invoice add up to its total.
SELECT i.number AS row, i.firm_id, i.total_cents, coalesce(l.total, 0) AS lines_cents
FROM invoices i
LEFT JOIN (
    SELECT invoice_id, sum(amount_cents) AS total FROM invoice_lines GROUP BY invoice_id
) l ON l.invoice_id = i.id
WHERE i.total_cents IS DISTINCT FROM l.total;
