-- A reference from one table with a firm to another carries the firm, so that no row points into another firm.
SELECT f.conrelid::regclass || ': ' || f.conname AS row, pg_get_constraintdef(f.oid) AS definition
FROM pg_constraint f
JOIN pg_attribute own ON own.attrelid = f.conrelid AND own.attname = 'firm_id'
JOIN pg_attribute other ON other.attrelid = f.confrelid AND other.attname = 'firm_id'
WHERE f.contype = 'f'
    AND f.connamespace = 'public'::regnamespace
    AND (array_position(f.conkey, own.attnum) IS NULL
        OR array_position(f.conkey, own.attnum) <> coalesce(array_position(f.confkey, other.attnum), 0));
