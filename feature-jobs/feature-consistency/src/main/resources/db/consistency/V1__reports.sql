-- How far the topic of completed partitions has been worked through.
CREATE TABLE topic_position (
    topic text PRIMARY KEY,
    next_offset bigint NOT NULL
);

-- Complete days of the feature log.
CREATE TABLE day_revision (
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    revision integer NOT NULL,
    noted_at timestamptz NOT NULL,
    -- It is not looked at before: the tables that features are computed from were not complete.
    not_before timestamptz NOT NULL,
    compared boolean NOT NULL DEFAULT false,
    -- Why it could not be compared yet, and since how many attempts.
    attempts integer NOT NULL DEFAULT 0,
    problem text,
    PRIMARY KEY (day, revision)
);

CREATE INDEX day_revision_open ON day_revision (sequence) WHERE NOT compared;

CREATE TABLE report (
    day date NOT NULL,
    revision integer NOT NULL,
    body jsonb NOT NULL,
    compared_at timestamptz NOT NULL,
    PRIMARY KEY (day, revision)
);

-- A person takes responsibility for a report. A later report of the same revision is not covered by it.
CREATE TABLE release (
    day date NOT NULL,
    revision integer NOT NULL,
    compared_at timestamptz NOT NULL,
    released_by text NOT NULL,
    reason text NOT NULL,
    released_at timestamptz NOT NULL,
    PRIMARY KEY (day, revision, compared_at)
);

-- Verdicts on their way to the topic, in order.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body jsonb NOT NULL,
    published boolean NOT NULL DEFAULT false
);

CREATE INDEX outbox_open ON outbox (id) WHERE NOT published;
