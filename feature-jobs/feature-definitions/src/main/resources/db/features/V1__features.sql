-- One row, none before the first definitions. Whoever changes anything holds its lock until the change is committed.
CREATE TABLE catalogue (
    only_row           boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision           bigint NOT NULL,
    published_revision bigint NOT NULL,
    published_offset   bigint NOT NULL,
    shared             text   NOT NULL
);

COMMENT ON COLUMN catalogue.shared IS 'project, entities and services: a catalogue without versions, as JSON';

COMMENT ON COLUMN catalogue.published_offset IS 'where the published revision stands on the topic; -1 for none';

-- Every version there ever was of every view. Numbers are not used twice.
CREATE TABLE view_version (
    view       text        NOT NULL,
    number     integer     NOT NULL CHECK (number > 0),
    document   text        NOT NULL,
    state      text        NOT NULL,
    serves     boolean     NOT NULL,
    applied_by text        NOT NULL,
    applied_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (view, number)
);

CREATE UNIQUE INDEX one_version_serves ON view_version (view) WHERE serves;
