-- Full text for when the search engine is absent: `search @@ websearch_to_tsquery('simple', …)`.
--
-- The configuration is `simple`, since these are mostly names, which must not be stemmed. Punctuation becomes blanks
-- first; otherwise `Halvorsen.pdf` would be one word, a host's name.

ALTER TABLE clients ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', translate(name, '.,-&/', '     ')), 'A')
        || setweight(to_tsvector('simple', number || ' ' || coalesce(contact_name, '')), 'B')
        || setweight(to_tsvector('simple', email || ' ' || city || ' ' || state), 'C')
) STORED;

ALTER TABLE documents ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', translate(file_name, '.,-&/_()', '        ')), 'A')
) STORED;

-- Postgres ANDs the two indexes of a query that names a firm; a GIN index with a uuid would need an extension.
CREATE INDEX clients_search ON clients USING gin (search);
CREATE INDEX documents_search ON documents USING gin (search);
