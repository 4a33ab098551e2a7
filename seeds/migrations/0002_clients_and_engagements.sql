-- Whom a firm works for, what it was engaged to do, by when, and in which steps.

CREATE TABLE clients (
    id           uuid PRIMARY KEY,
    firm_id      uuid NOT NULL,
    number       text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('individual', 'business')),
    name         text NOT NULL,
    contact_name text,                      -- whom to ask at a business
    tin          text NOT NULL,             -- an individual's SSN (nnn-nn-nnnn), a business' EIN (nn-nnnnnnn)
    email        text NOT NULL,
    phone        text NOT NULL,
    street       text NOT NULL,
    city         text NOT NULL,
    state        text NOT NULL CHECK (state ~ '^[A-Z]{2}$'),
    postal_code  text NOT NULL CHECK (postal_code ~ '^[0-9]{5}$'),
    partner_id   uuid NOT NULL,             -- the partner who answers for the client
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('prospect', 'active', 'former')),
    since        date NOT NULL,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, partner_id) REFERENCES users (firm_id, id),
    CHECK (tin ~ CASE kind WHEN 'individual' THEN '^[0-9]{3}-[0-9]{2}-[0-9]{4}$' ELSE '^[0-9]{2}-[0-9]{7}$' END)
);

CREATE INDEX clients_by_name ON clients (firm_id, name);
CREATE INDEX clients_by_partner ON clients (firm_id, partner_id);

CREATE TABLE engagements (
    id             uuid PRIMARY KEY,
    firm_id        uuid NOT NULL,
    client_id      uuid NOT NULL,
    number         text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('1040', '1120-S', '1065', 'audit', 'bookkeeping')),
    title          text NOT NULL,
    period_end     date NOT NULL,           -- the last day of the year that is worked on
    tax_year       integer NOT NULL GENERATED ALWAYS AS (extract(year FROM period_end)::integer) STORED,
    -- A return ends as filed, an audit or a review as issued, bookkeeping as closed. An extended one is still open.
    status         text NOT NULL CHECK (status IN ('planned', 'waiting on client', 'in progress', 'in review',
                                                   'extended', 'filed', 'issued', 'closed')),
    manager_id     uuid NOT NULL,
    fee_cents      bigint NOT NULL CHECK (fee_cents >= 0),
    budget_minutes integer NOT NULL CHECK (budget_minutes > 0),
    opened_on      date NOT NULL,
    due_on         date NOT NULL,           -- with the extension, where there is one
    completed_on   date,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, number),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, manager_id) REFERENCES users (firm_id, id),
    CHECK (due_on > opened_on),
    CHECK ((status IN ('filed', 'issued', 'closed')) = (completed_on IS NOT NULL)),
    CHECK (completed_on >= opened_on)
);

CREATE INDEX engagements_by_client ON engagements (firm_id, client_id);
CREATE INDEX engagements_by_manager ON engagements (firm_id, manager_id);
CREATE INDEX engagements_open ON engagements (firm_id, due_on) WHERE completed_on IS NULL;

CREATE TABLE deadlines (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    engagement_id uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('federal return', 'state return', 'estimated payment', 'payroll return',
                                                'monthly close', 'fieldwork', 'report')),
    jurisdiction  text NOT NULL CHECK (jurisdiction ~ '^[A-Z]{2}$'),  -- US, or a state
    due_on        date NOT NULL,
    -- An extended deadline was replaced by a later one of the same kind.
    status        text NOT NULL CHECK (status IN ('upcoming', 'met', 'extended', 'missed')),
    met_on        date,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    CHECK ((status = 'met') = (met_on IS NOT NULL))
);

CREATE INDEX deadlines_by_engagement ON deadlines (firm_id, engagement_id);
CREATE INDEX deadlines_upcoming ON deadlines (firm_id, due_on) WHERE status = 'upcoming';

CREATE TABLE tasks (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    engagement_id uuid NOT NULL,
    position      integer NOT NULL CHECK (position > 0),
    title         text NOT NULL,
    assignee_id   uuid NOT NULL,
    status        text NOT NULL CHECK (status IN ('todo', 'doing', 'blocked', 'done')),
    due_on        date NOT NULL,
    done_on       date,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, engagement_id, position),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, assignee_id) REFERENCES users (firm_id, id),
    CHECK ((status = 'done') = (done_on IS NOT NULL))
);

CREATE INDEX tasks_open ON tasks (firm_id, assignee_id, due_on) WHERE status <> 'done';
