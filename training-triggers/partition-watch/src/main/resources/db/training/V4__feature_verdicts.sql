-- The latest day on which each feature was compared with what the lake recomputes, and what became of it.
CREATE TABLE feature_verdict (
    feature text PRIMARY KEY,
    day date NOT NULL,
    revision integer NOT NULL,
    failed boolean NOT NULL
);
