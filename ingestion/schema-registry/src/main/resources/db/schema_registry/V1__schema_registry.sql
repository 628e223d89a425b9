-- One row: the next id. Whoever registers, deletes or configures holds its lock until the change is committed, so that
-- one schema has one id, and a check holds at the moment of the change. Lower ids are those of schemas released with the
-- code.
CREATE TABLE registry (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    next_id  integer NOT NULL
);

INSERT INTO registry (next_id) VALUES (1001);

-- Every schema there ever was; a row is never changed, for events written with it may be anywhere.
CREATE TABLE schema_text (
    id     integer PRIMARY KEY,
    text   text    NOT NULL,
    digest bytea   NOT NULL
);

COMMENT ON COLUMN schema_text.digest IS 'SHA-256 of the text';

CREATE INDEX schema_text_digest ON schema_text (digest);

CREATE TABLE subject_version (
    subject       text        NOT NULL,
    version       integer     NOT NULL CHECK (version > 0),
    id            integer     NOT NULL REFERENCES schema_text (id),
    deleted       boolean     NOT NULL DEFAULT false,
    registered_by text        NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (subject, version)
);

CREATE INDEX subject_version_id ON subject_version (id);

-- How compatible new versions must be, and whether there may be any; the empty subject stands for all.
CREATE TABLE subject_setting (
    subject text NOT NULL,
    setting text NOT NULL CHECK (setting IN ('compatibility', 'mode')),
    value   text NOT NULL,
    PRIMARY KEY (subject, setting)
);
