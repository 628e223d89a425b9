-- Files that a watched folder has taken, by their content: the same bytes are the same file, whatever its name.
CREATE TABLE file (
    feed text NOT NULL,
    sha256 text NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('sending', 'sent', 'failed')),
    -- Events acknowledged so far, in the order of the file's events.
    acknowledged bigint NOT NULL,
    bad_lines bigint NOT NULL,
    detail text NOT NULL,
    begun_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (feed, sha256)
);
