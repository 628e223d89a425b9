-- One row: the version of the whole rule set. Whoever changes a rule holds its lock until the change is committed.
CREATE TABLE rule_set (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  bigint NOT NULL
);

INSERT INTO rule_set (version) VALUES (0);

-- Every version of every rule. A row that is not published yet is also what is still to be sent.
CREATE TABLE rule_version (
    rule_id          text        NOT NULL,
    version          bigint      NOT NULL CHECK (version > 0),
    rule_set_version bigint      NOT NULL UNIQUE,
    tenant           text,
    document         text,
    changed_by       text        NOT NULL,
    changed_at       timestamptz NOT NULL,
    published_at     timestamptz,
    PRIMARY KEY (rule_id, version)
);

COMMENT ON COLUMN rule_version.document IS 'JSON; null when this version withdraws the rule';

COMMENT ON COLUMN rule_version.tenant IS 'whose rule it is; null for a rule of every tenant';

CREATE INDEX rule_version_unpublished ON rule_version (rule_set_version) WHERE published_at IS NULL;
