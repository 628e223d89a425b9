package io.tidemill.featurejobs.featurematerialization;

/** JSON Schemas of what is read and answered, for the documentation. */
final class Schemas {
    private static final String REST =
            """
              "end_ts": {"type": "string", "format": "date-time", "description": "the latest time of rows; now where absent"},
              "feature_views": {"type": "array", "items": {"type": "string"}, "minItems": 1,
                "description": "views of tables; all where absent"},
              "disable_event_timestamp": {"const": false},
              "full_feature_names": {"type": "boolean", "description": "has no meaning here"}}}
            """;

    static final String MATERIALIZE =
            """
            {"type": "object", "additionalProperties": false, "properties": {
              "start_ts": {"type": "string", "format": "date-time", "description": "the earliest time of rows; any where absent"},
            """
                    + REST;

    static final String INCREMENTAL =
            """
            {"type": "object", "additionalProperties": false, "properties": {
            """ + REST;

    private static final String VIEW =
            """
            {"type": "object", "properties": {
              "view": {"type": "string"},
              "table": {"type": "string"},
              "snapshot": {"type": "integer", "description": "of the table, that was read; -1 where it has none"},
              "from": {"type": "string", "description": "the earliest time of rows; empty for any"},
              "to": {"type": "string", "format": "date-time"},
              "rows": {"type": "integer", "description": "that were read"},
              "keyless": {"type": "integer", "description": "rows without a key"},
              "entities": {"type": "integer", "description": "that the rows are of"},
              "written": {"type": "integer", "description": "entities whose newest row is stored now"},
              "skipped": {"type": "integer", "description": "entities of whom a newer row is stored"},
              "done": {"type": "boolean"}}}
            """;

    static final String ANSWER = "{\"type\": \"object\", \"required\": [\"views\"], \"properties\": {\"views\":"
            + " {\"type\": \"array\", \"items\": " + VIEW + "}}}";

    static final String RUNS =
            """
            {"type": "object", "required": ["materializations"], "properties": {"materializations": {"type": "array",
              "items": {"type": "object", "properties": {
                "result": %s,
                "complete": {"type": "boolean", "description": "whether all rows of the snapshot up to the end are stored"},
                "by": {"type": "string"},
                "began": {"type": "string", "format": "date-time"},
                "done": {"type": "string", "format": "date-time"}}}}}}
            """
                    .formatted(VIEW);

    private Schemas() {}
}
