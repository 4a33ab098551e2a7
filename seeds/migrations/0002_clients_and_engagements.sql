-- Whom a firm works for, and what it does for them.

CREATE TABLE clients (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL REFERENCES firms (id),
    number text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('individual', 'business')),
    -- SSN or EIN. Those of the seed are from ranges that were never issued.
    tin text NOT NULL,
    email text,
    phone text,
    street text,
    city text,
    state char(2),
    zip text,
    partner_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'prospect', 'former')),
    since date NOT NULL,
    search tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', name || ' ' || number || ' ' || coalesce(city, '') || ' ' || coalesce(email, ''))
    ) STORED,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, partner_id) REFERENCES users (firm_id, id)
);
CREATE INDEX clients_by_name ON clients (firm_id, name);
CREATE INDEX clients_search ON clients USING gin (search);

CREATE TABLE engagements (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    client_id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('1040', '1120-S', '1065', 'audit', 'bookkeeping')),
    title text NOT NULL,
    tax_year int NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'in progress', 'in review', 'filed', 'issued', 'closed')),
    manager_id uuid NOT NULL,
    fee_cents bigint NOT NULL CHECK (fee_cents >= 0),
    budget_minutes int NOT NULL CHECK (budget_minutes > 0),
    opened_on date NOT NULL,
    due_on date NOT NULL,
    CHECK (due_on > opened_on),
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, manager_id) REFERENCES users (firm_id, id)
);
CREATE INDEX engagements_by_client ON engagements (firm_id, client_id);
CREATE INDEX engagements_by_due ON engagements (firm_id, due_on);

CREATE TABLE deadlines (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('filing', 'extension', 'estimated payment', 'report', 'fieldwork')),
    due_on date NOT NULL,
    done_on date,
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id)
);
CREATE INDEX deadlines_by_due ON deadlines (firm_id, due_on);
CREATE INDEX deadlines_by_engagement ON deadlines (firm_id, engagement_id);

CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    position int NOT NULL,
    title text NOT NULL,
    assignee_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'in progress', 'done')),
    due_on date NOT NULL,
    done_on date,
    CHECK ((status = 'done') = (done_on IS NOT NULL)),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, assignee_id) REFERENCES users (firm_id, id)
);
CREATE INDEX tasks_by_engagement ON tasks (firm_id, engagement_id);
CREATE INDEX tasks_by_assignee ON tasks (firm_id, assignee_id, status);

CREATE TABLE time_entries (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    user_id uuid NOT NULL,
    worked_on date NOT NULL,
    minutes int NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    billable boolean NOT NULL,
    rate_cents bigint NOT NULL CHECK (rate_cents >= 0),
    note text NOT NULL,
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id)
);
CREATE INDEX time_entries_by_engagement ON time_entries (firm_id, engagement_id);
CREATE INDEX time_entries_by_user ON time_entries (firm_id, user_id, worked_on);
