-- The version of the lake that a run reads; null for the tables as they are.
ALTER TABLE run ADD COLUMN lake_version text;
