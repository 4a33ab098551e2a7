-- Every invoice has lines, and they add up to its total.
SELECT i.number, i.total_cents, sum(l.amount_cents) AS lines_cents
FROM invoices i
LEFT JOIN invoice_lines l ON l.invoice_id = i.id
GROUP BY i.id, i.number, i.total_cents
HAVING coalesce(sum(l.amount_cents), -1) <> i.total_cents
ORDER BY i.number
