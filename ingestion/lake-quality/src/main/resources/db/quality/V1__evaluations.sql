-- How far the topic of completed partitions has been worked through.
CREATE TABLE topic_position (
    topic text PRIMARY KEY,
    next_offset bigint NOT NULL
);

CREATE TABLE day_revision (
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    table_name text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    snapshot_id bigint NOT NULL,
    judged boolean NOT NULL DEFAULT false,
    -- Why it could not be judged yet, and since how many attempts.
    attempts integer NOT NULL DEFAULT 0,
    problem text,
    PRIMARY KEY (table_name, day, revision)
);

CREATE INDEX day_revision_open ON day_revision (sequence) WHERE NOT judged;

-- One for each definition a revision of a day was judged by.
CREATE TABLE evaluation (
    table_name text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    definition_version text NOT NULL,
    verdict text NOT NULL,
    body jsonb NOT NULL,
    judged_at timestamptz NOT NULL,
    PRIMARY KEY (table_name, day, revision, definition_version)
);

-- What the rows of a day look like, for later days to be compared with.
CREATE TABLE profile (
    table_name text NOT NULL,
    day date NOT NULL,
    definition_version text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (table_name, day, definition_version)
);

CREATE TABLE release (
    table_name text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    released_by text NOT NULL,
    reason text NOT NULL,
    released_at timestamptz NOT NULL,
    PRIMARY KEY (table_name, day, revision)
);

-- Verdicts on their way to the topic, in order.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body jsonb NOT NULL,
    published boolean NOT NULL DEFAULT false
);

CREATE INDEX outbox_open ON outbox (id) WHERE NOT published;
