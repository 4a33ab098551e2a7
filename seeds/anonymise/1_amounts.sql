-- All amounts of a client are multiplied by the same factor and rounded. This makes sums right again to the cent: a line
-- is quantity times price, an invoice the sum of its lines, and the largest payment of an invoice takes the difference.

UPDATE invoice_lines SET amount_cents = round(quantity * unit_cents)
WHERE amount_cents <> round(quantity * unit_cents);

UPDATE invoices SET total_cents = greatest(1, lines.total)
FROM (SELECT invoice_id, sum(amount_cents) AS total FROM invoice_lines GROUP BY invoice_id) lines
WHERE lines.invoice_id = invoices.id AND total_cents <> greatest(1, lines.total);

WITH paid AS (
    SELECT p.invoice_id, sum(p.amount_cents) AS cents,
        (array_agg(p.id ORDER BY p.amount_cents DESC, p.id))[1] AS largest
    FROM payments p GROUP BY p.invoice_id
),
differences AS (
    SELECT paid.largest, CASE i.status
        WHEN 'paid' THEN i.total_cents - paid.cents
        WHEN 'partly paid' THEN least(0, i.total_cents - 1 - paid.cents)
        ELSE 0
    END AS cents
    FROM paid JOIN invoices i ON i.id = paid.invoice_id
)
UPDATE payments SET amount_cents = amount_cents + differences.cents
FROM differences
WHERE differences.largest = payments.id AND differences.cents <> 0;
