-- What became of the quality of each day, by the latest verdict.
CREATE TABLE quality_verdict (
    table_name text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    verdict text NOT NULL,
    failed_rules text[] NOT NULL,
    PRIMARY KEY (table_name, day, revision)
);

CREATE INDEX run_held ON run (table_name, day) WHERE status = 'held';
