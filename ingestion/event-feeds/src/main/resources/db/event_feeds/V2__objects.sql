-- Who stored which object about what; the bytes lie in the store once, by their hash.
CREATE TABLE object (
    sha256 text NOT NULL,
    tenant text NOT NULL,
    subject text NOT NULL,
    size bigint NOT NULL,
    media_type text NOT NULL,
    name text,
    stored_by text NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (sha256, tenant, subject)
);
