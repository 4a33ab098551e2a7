-- A line's amount is its quantity times the price of one, to the cent.
SELECT i.number || ', line ' || l.position AS row, l.firm_id, l.quantity, l.unit_cents, l.amount_cents
FROM invoice_lines l
JOIN invoices i ON i.id = l.invoice_id
WHERE l.amount_cents <> round(l.quantity * l.unit_cents);
