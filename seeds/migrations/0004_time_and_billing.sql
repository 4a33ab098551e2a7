-- Hours worked, invoices with their lines, and what was paid.

CREATE TABLE time_entries (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    engagement_id uuid NOT NULL,
    user_id       uuid NOT NULL,
    worked_on     date NOT NULL,
    minutes       integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    rate_cents    bigint NOT NULL CHECK (rate_cents >= 0),  -- an hour, on that day
    is_billable   boolean NOT NULL DEFAULT true,
    note          text,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id)
);

CREATE INDEX time_entries_by_engagement ON time_entries (firm_id, engagement_id, worked_on);
CREATE INDEX time_entries_by_user ON time_entries (firm_id, user_id, worked_on);

CREATE TABLE invoices (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    client_id     uuid NOT NULL,
    engagement_id uuid,
    number        text NOT NULL,
    status        text NOT NULL CHECK (status IN ('draft', 'sent', 'partly paid', 'paid', 'void')),
    issued_on     date NOT NULL,            -- for a draft, the day on which it was drawn up
    due_on        date NOT NULL,
    total_cents   bigint NOT NULL CHECK (total_cents > 0),
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    CHECK (due_on >= issued_on)
);

CREATE INDEX invoices_by_client ON invoices (firm_id, client_id, issued_on);
CREATE INDEX invoices_by_engagement ON invoices (firm_id, engagement_id);
CREATE INDEX invoices_open ON invoices (firm_id, due_on) WHERE status IN ('sent', 'partly paid');

CREATE TABLE invoice_lines (
    id           uuid PRIMARY KEY,
    firm_id      uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    position     integer NOT NULL CHECK (position > 0),
    description  text NOT NULL,
    quantity     numeric(10, 2) NOT NULL CHECK (quantity > 0),
    unit_cents   bigint NOT NULL,           -- below zero for a discount
    amount_cents bigint NOT NULL,           -- quantity × unit, rounded to the cent
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, invoice_id, position),
    FOREIGN KEY (firm_id, invoice_id) REFERENCES invoices (firm_id, id)
);

CREATE TABLE payments (
    id           uuid PRIMARY KEY,
    firm_id      uuid NOT NULL,
    invoice_id   uuid NOT NULL,
    method       text NOT NULL CHECK (method IN ('check', 'ach', 'card', 'wire')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    received_on  date NOT NULL,
    reference    text NOT NULL,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, invoice_id) REFERENCES invoices (firm_id, id)
);

CREATE INDEX payments_by_invoice ON payments (firm_id, invoice_id);
CREATE INDEX payments_by_day ON payments (firm_id, received_on);
