-- Nothing is paid before it is billed.
SELECT i.number AS row, p.firm_id, i.issued_on, p.received_on
FROM payments p
JOIN invoices i ON i.id = p.invoice_id
WHERE p.received_on < i.issued_on;
