-- The version of each view that the model was trained on, as view@vN.
ALTER TABLE model_version ADD COLUMN feature_versions jsonb NOT NULL DEFAULT '[]';
