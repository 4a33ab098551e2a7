-- The tenants and the people who work for them.
--
-- Every table below `firms` carries firm_id, has (firm_id, id) unique, and is pointed at by (firm_id, …_id): a row
-- cannot refer to another firm's, whatever a query forgets. Where a row must
-- point at a row of its firm anyway, that one proves the firm; only the others refer to `firms` itself. Money is in
-- cents, time in minutes.

CREATE TABLE firms (
    id           uuid PRIMARY KEY,
    slug         text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name         text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('sole practitioner', 'tax group', 'assurance firm')),
    city         text NOT NULL,
    state        text NOT NULL CHECK (state ~ '^[A-Z]{2}$'),
    phone        text NOT NULL,
    website      text NOT NULL,
    staff_count  integer NOT NULL CHECK (staff_count > 0),
    founded_year integer NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE roles (
    id          uuid PRIMARY KEY,
    firm_id     uuid NOT NULL REFERENCES firms (id),
    name        text NOT NULL CHECK (name IN ('partner', 'manager', 'senior', 'staff', 'admin')),
    description text NOT NULL,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, name)
);

CREATE TABLE users (
    id              uuid PRIMARY KEY,
    firm_id         uuid NOT NULL REFERENCES firms (id),
    email           text NOT NULL,
    full_name       text NOT NULL,
    title           text NOT NULL,
    phone           text NOT NULL,
    rate_cents      bigint NOT NULL CHECK (rate_cents > 0),  -- what an hour is billed at
    is_active       boolean NOT NULL DEFAULT true,
    hired_on        date NOT NULL,
    last_sign_in_at timestamptz,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, email)
);

CREATE TABLE user_roles (
    firm_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    PRIMARY KEY (firm_id, user_id, role_id),
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id),
    FOREIGN KEY (firm_id, role_id) REFERENCES roles (firm_id, id)
);

CREATE INDEX user_roles_by_role ON user_roles (firm_id, role_id);
