CREATE TABLE job (
    id uuid PRIMARY KEY,
    -- The one place where the subject is kept while it is needed; null afterwards.
    subject text,
    subject_sha256 text NOT NULL,
    tenant text,
    columns text[] NOT NULL,
    reason text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    keep_until timestamptz NOT NULL,
    state text NOT NULL,
    detail text NOT NULL,
    attempts int NOT NULL,
    next_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE table_report (
    job uuid NOT NULL REFERENCES job (id),
    table_name text NOT NULL,
    done boolean NOT NULL,
    report jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (job, table_name)
);
