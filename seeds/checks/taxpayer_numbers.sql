-- A taxpayer number belongs to one person or business, also across firms. Copies of `--scale` keep name and number.
SELECT string_agg(DISTINCT c.number || ' ' || c.name, ', ') AS row, c.tin
FROM clients c
GROUP BY c.tin
HAVING count(DISTINCT c.name) > 1;
