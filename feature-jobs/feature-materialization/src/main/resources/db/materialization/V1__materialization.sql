-- Each time that a view's values were brought from its table to the online store, once all were there.
CREATE TABLE run (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    view        text        NOT NULL,
    definition  text        NOT NULL,
    source      text        NOT NULL,
    snapshot_id bigint      NOT NULL,
    starts      timestamptz,
    ends        timestamptz NOT NULL,
    complete    boolean     NOT NULL,
    rows        bigint      NOT NULL,
    keyless     bigint      NOT NULL,
    entities    bigint      NOT NULL,
    written     bigint      NOT NULL,
    skipped     bigint      NOT NULL,
    run_by      text        NOT NULL,
    began_at    timestamptz NOT NULL,
    done_at     timestamptz NOT NULL
);

COMMENT ON COLUMN run.definition IS 'what the values follow from, as a hash: another one makes all of them anew';

COMMENT ON COLUMN run.complete IS 'whether every row of the snapshot up to the end has been written, in this run or before';

CREATE INDEX run_of_view ON run (view, id);
