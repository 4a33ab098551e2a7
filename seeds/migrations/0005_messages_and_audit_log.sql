-- What a firm and its clients wrote to each other, and who did what.

CREATE TABLE messages (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    client_id     uuid NOT NULL,
    engagement_id uuid,
    author_id     uuid,                     -- nobody of the firm where the client wrote
    subject       text NOT NULL,
    body          text NOT NULL,
    sent_at       timestamptz NOT NULL,
    read_at       timestamptz,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, author_id) REFERENCES users (firm_id, id),
    CHECK (read_at >= sent_at)
);

CREATE INDEX messages_by_client ON messages (firm_id, client_id, sent_at DESC);
CREATE INDEX messages_by_engagement ON messages (firm_id, engagement_id);
CREATE INDEX messages_unread ON messages (firm_id, sent_at) WHERE read_at IS NULL;

CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    firm_id     uuid NOT NULL REFERENCES firms (id),
    actor_id    uuid,                       -- nobody of the firm for what the platform or a client did
    action      text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),  -- what it happened to, and what
    subject     text NOT NULL,              -- the number, file name or address that people know the thing by
    detail      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object'),
    occurred_at timestamptz NOT NULL,
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, actor_id) REFERENCES users (firm_id, id)
);

CREATE INDEX audit_log_by_time ON audit_log (firm_id, occurred_at DESC);
CREATE INDEX audit_log_by_actor ON audit_log (firm_id, actor_id, occurred_at DESC);
CREATE INDEX audit_log_by_subject ON audit_log (firm_id, subject);
