-- What was paid fits the invoice's status: all of it where it is paid, a part where it is partly paid, nothing else.
SELECT i.number, i.status, i.total_cents, coalesce(sum(p.amount_cents), 0) AS paid_cents
FROM invoices i
LEFT JOIN payments p ON p.invoice_id = i.id
GROUP BY i.id, i.number, i.status, i.total_cents
HAVING CASE i.status
    WHEN 'paid' THEN coalesce(sum(p.amount_cents), 0) <> i.total_cents
    WHEN 'partly paid' THEN coalesce(sum(p.amount_cents), 0) NOT BETWEEN 1 AND i.total_cents - 1
    ELSE coalesce(sum(p.amount_cents), 0) <> 0
END
ORDER BY i.number
