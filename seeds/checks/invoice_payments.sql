-- What was paid never exceeds an invoice, and says the same as its status.
SELECT i.number AS row, i.firm_id, i.status, i.total_cents, coalesce(p.paid, 0) AS paid_cents
FROM invoices i
LEFT JOIN (SELECT invoice_id, sum(amount_cents) AS paid FROM payments GROUP BY invoice_id) p ON p.invoice_id = i.id
WHERE NOT CASE i.status
    WHEN 'paid' THEN coalesce(p.paid, 0) = i.total_cents
    WHEN 'partly paid' THEN coalesce(p.paid, 0) BETWEEN 1 AND i.total_cents - 1
    ELSE coalesce(p.paid, 0) = 0
END;
