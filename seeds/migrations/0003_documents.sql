-- What clients sent and staff wrote. The bytes are objects in S3, encrypted under the firm's own key.

CREATE TABLE documents (
    id            uuid PRIMARY KEY,
    firm_id       uuid NOT NULL,
    client_id     uuid NOT NULL,
    engagement_id uuid,
    uploaded_by   uuid,                     -- nobody of the firm where the client uploaded it
    file_name     text NOT NULL,
    content_type  text NOT NULL,
    uploaded_at   timestamptz NOT NULL,
    object_key    text NOT NULL UNIQUE,     -- <slug>/documents/<id>/<name of the file>
    sha256        text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),  -- of the plain bytes, like byte_size
    byte_size     bigint NOT NULL CHECK (byte_size >= 0),
    scan_state    text NOT NULL DEFAULT 'pending' CHECK (scan_state IN ('pending', 'clean', 'infected')),
    UNIQUE (firm_id, id),
    FOREIGN KEY (firm_id, client_id) REFERENCES clients (firm_id, id),
    FOREIGN KEY (firm_id, engagement_id) REFERENCES engagements (firm_id, id),
    FOREIGN KEY (firm_id, uploaded_by) REFERENCES users (firm_id, id)
);

CREATE INDEX documents_by_client ON documents (firm_id, client_id, uploaded_at DESC);
CREATE INDEX documents_by_engagement ON documents (firm_id, engagement_id);
CREATE INDEX documents_not_clean ON documents (firm_id, scan_state) WHERE scan_state <> 'clean';
