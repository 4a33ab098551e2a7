-- What clients send, what they are billed, and what they paid. Money is in cents.

CREATE TABLE documents (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    client_id uuid NOT NULL,
    engagement_id uuid,
    uploaded_by uuid NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    -- Where the object is, and the SHA-256 of its plain bytes in hexadecimal digits.
    object_key text NOT NULL UNIQUE,
    sha256 char(64) NOT NULL,
    byte_size bigint NOT NULL CHECK (byte_size >= 0),
    scan_state text NOT NULL DEFAULT 'pending' CHECK (scan_state IN ('pending', 'clean', 'infected')),
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', replace(file_name, '_', ' '))) STORED,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, uploaded_by) REFERENCES users (firm_id, id)
);
CREATE INDEX documents_by_client ON documents (firm_id, client_id);
CREATE INDEX documents_search ON documents USING gin (search);

CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    client_id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    number text NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'sent', 'partly paid', 'paid', 'overdue')),
    total_cents bigint NOT NULL CHECK (total_cents >= 0),
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id)
);
CREATE INDEX invoices_by_client ON invoices (firm_id, client_id);
CREATE INDEX invoices_by_status ON invoices (firm_id, status);

CREATE TABLE invoice_lines (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    position int NOT NULL,
    description text NOT NULL,
    -- Hours with two decimals, or 1 for a fixed fee.
    quantity numeric(10, 2) NOT NULL CHECK (quantity > 0),
    unit_cents bigint NOT NULL,
    amount_cents bigint NOT NULL,
    UNIQUE (firm_id, invoice_id, position),
    FOREIGN KEY (firm_id, invoice_id) REFERENCES invoices (firm_id, id)
);

CREATE TABLE payments (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    received_on date NOT NULL,
    method text NOT NULL CHECK (method IN ('check', 'ach', 'card', 'wire')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    reference text NOT NULL,
    FOREIGN KEY (firm_id, invoice_id) REFERENCES invoices (firm_id, id)
);
CREATE INDEX payments_by_invoice ON payments (firm_id, invoice_id);
