-- How far the rows of a table have been counted by source.
CREATE TABLE counted_table (
  table_name text PRIMARY KEY,
  snapshot_id bigint NOT NULL
);

-- What each source of a tenant sent of a day of a table, on which partition of its topic.
CREATE TABLE source_day (
  table_name text NOT NULL,
  day date NOT NULL,
  tenant text NOT NULL,
  source text NOT NULL,
  topic_partition int NOT NULL,
  rows bigint NOT NULL,
  first_event timestamptz NOT NULL,
  last_event timestamptz NOT NULL,
  PRIMARY KEY (table_name, day, tenant, source, topic_partition)
);
