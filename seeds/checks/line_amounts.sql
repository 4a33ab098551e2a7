-- A line's amount is its quantity times its price.
SELECT l.id, l.quantity, l.unit_cents, l.amount_cents
FROM invoice_lines l
WHERE round(l.quantity * l.unit_cents) <> l.amount_cents
ORDER BY l.id
