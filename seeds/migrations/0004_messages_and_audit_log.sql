-- What was said, and who did what.

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    client_id uuid NOT NULL,
    user_id uuid NOT NULL,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    subject text NOT NULL,
    body text NOT NULL,
    sent_at timestamptz NOT NULL,
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id)
);
CREATE INDEX messages_by_client ON messages (firm_id, client_id, sent_at);

CREATE TABLE audit_log (
    id uuid PRIMARY KEY,
    firm_id uuid NOT NULL,
    user_id uuid NOT NULL,
    action text NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    at timestamptz NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (firm_id, user_id) REFERENCES users (firm_id, id)
);
CREATE INDEX audit_log_by_time ON audit_log (firm_id, at);
CREATE INDEX audit_log_by_entity ON audit_log (firm_id, entity_id);
