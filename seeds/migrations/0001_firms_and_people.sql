-- Tenants and the people who work for them. Every table of a tenant has firm_id, and its keys carry it: a row can only
-- point at rows of its own firm.

CREATE TABLE firms (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]*$'),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('sole practitioner', 'tax group', 'assurance firm')),
    street text NOT NULL,
    city text NOT NULL,
    state char(2) NOT NULL,
    zip text NOT NULL,
    phone text NOT NULL,
    website text NOT NULL,
    founded_year int NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE roles (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL REFERENCES firms (id),
    name text NOT NULL,
    description text NOT NULL,
    UNIQUE (firm_id, id),
    UNIQUE (firm_id, name)
);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL REFERENCES firms (id),
    email text NOT NULL UNIQUE,
    full_name text NOT NULL,
    title text NOT NULL,
    phone text,
    rate_cents bigint NOT NULL CHECK (rate_cents >= 0),
    hired_on date NOT NULL,
    active boolean NOT NULL DEFAULT true,
    UNIQUE (firm_id, id)
);

CREATE TABLE user_roles (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    UNIQUE (firm_id, user_id, role_id),
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id),
    FOREIGN KEY (firm_id, role_id) REFERENCES roles (firm_id, id)
);
