-- Only letters that somebody has touched; all others are open.
CREATE TABLE letter (
    id text PRIMARY KEY,
    reason text NOT NULL,
    tenant text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'fixed', 'replayed', 'discarded')),
    event text,
    version bigint NOT NULL,
    CHECK (state <> 'fixed' OR event IS NOT NULL)
);

CREATE INDEX letter_by_state ON letter (state, reason);

CREATE TABLE letter_change (
    letter_id text NOT NULL REFERENCES letter (id),
    version bigint NOT NULL,
    action text NOT NULL,
    state text NOT NULL,
    detail text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (letter_id, version)
);
