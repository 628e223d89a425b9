CREATE TABLE registered_model (
    name text PRIMARY KEY,
    created_at timestamptz NOT NULL
);

CREATE TABLE model_version (
    model text NOT NULL REFERENCES registered_model (name),
    version bigint NOT NULL,
    run_id text NOT NULL UNIQUE,
    artifact_uri text NOT NULL,
    artifact_sha256 text NOT NULL,
    features jsonb NOT NULL,
    snapshot_ids jsonb NOT NULL,
    parameters jsonb NOT NULL,
    metrics jsonb NOT NULL,
    report jsonb NOT NULL,
    report_page text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (model, version)
);

CREATE TABLE model_alias (
    model text NOT NULL,
    alias text NOT NULL,
    version bigint NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
);

-- Champion changes that are still to be published, in order.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model text NOT NULL,
    version bigint NOT NULL,
    artifact_uri text NOT NULL,
    artifact_sha256 text NOT NULL,
    changed_at timestamptz NOT NULL,
    published boolean NOT NULL DEFAULT false
);

CREATE INDEX outbox_pending ON outbox (id) WHERE NOT published;
