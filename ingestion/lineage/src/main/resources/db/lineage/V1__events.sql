-- OpenLineage events on their way, in order; each is here once.
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL,
    body text NOT NULL
);

-- How far each transport has come.
CREATE TABLE delivery (
    transport text PRIMARY KEY,
    next_id bigint NOT NULL,
    dropped bigint NOT NULL DEFAULT 0,
    -- Of a file: how long it is up to the last event that counts as delivered.
    length bigint NOT NULL DEFAULT 0
);

-- The newest snapshot of each table that there is an event of.
CREATE TABLE table_cursor (
    table_name text PRIMARY KEY,
    sequence_number bigint NOT NULL,
    emitted_at timestamptz NOT NULL
);

CREATE TABLE topic_position (
    topic text PRIMARY KEY,
    next_offset bigint NOT NULL
);

-- Runs of Flink jobs by the job, as they were last seen.
CREATE TABLE job_run (
    job_id text PRIMARY KEY,
    name text NOT NULL,
    started bigint NOT NULL,
    state text NOT NULL
);

-- Training runs by the state there is an event of.
CREATE TABLE training_run (
    run_id text PRIMARY KEY,
    state text NOT NULL
);
