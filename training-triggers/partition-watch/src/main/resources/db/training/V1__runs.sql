CREATE TABLE completed_partition (
    table_name text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    snapshot_id bigint NOT NULL,
    PRIMARY KEY (table_name, day, revision)
);

-- How far the topic of completed partitions has been worked through.
CREATE TABLE topic_position (
    topic text PRIMARY KEY,
    next_offset bigint NOT NULL
);

CREATE TABLE run (
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    model text NOT NULL,
    definition_version text NOT NULL,
    train_as_of timestamptz NOT NULL,
    test_as_of timestamptz NOT NULL,
    -- The completed partition that asked for the run; null where a person did.
    table_name text,
    day date,
    revision integer,
    snapshot_id bigint,
    requested_by text NOT NULL,
    status text NOT NULL,
    state jsonb NOT NULL,
    -- While it is running: who runs it, and until when that is believed.
    owner text,
    lease_until timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (model, table_name, day, revision, definition_version)
);

CREATE INDEX run_open ON run (sequence) WHERE status IN ('pending', 'running');
