-- Nobody pays before the invoice is issued.
SELECT p.reference, p.received_on, i.number, i.issued_on
FROM payments p
JOIN invoices i ON i.id = p.invoice_id
WHERE p.received_on < i.issued_on
ORDER BY p.reference
