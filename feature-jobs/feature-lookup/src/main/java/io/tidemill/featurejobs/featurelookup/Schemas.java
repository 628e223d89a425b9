package io.tidemill.featurejobs.featurelookup;

/** JSON Schemas of what is read and answered, for the documentation. */
final class Schemas {
    static final String VIEW_ANSWER =
            """
            {"type": "object", "required": ["view", "asked", "results"], "properties": {
              "project": {"type": "string"}, "view": {"type": "string"},
              "entity": {"type": "string", "description": "of a view of one entity"},
              "joinKey": {"type": "string", "description": "of a view of one entity"},
              "entities": {"type": "array", "items": {"type": "string"}, "description": "of a view of several"},
              "joinKeys": {"type": "array", "items": {"type": "string"}, "description": "of a view of several"},
              "asked": {"type": "string", "format": "date-time"},
              "results": {"type": "array", "items": {"type": "object", "properties": {
                "id": {"type": "string"},
                "eventTime": {"type": ["string", "null"], "format": "date-time"},
                "ageSeconds": {"type": ["number", "null"]},
                "features": {"type": "object", "additionalProperties": {"type": "object", "properties": {
                  "value": {},
                  "status": {"enum": ["PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE"]}}}}}}}}}
            """;

    static final String ONLINE_FEATURES_REQUEST =
            """
            {"type": "object", "required": ["entities"], "properties": {
              "features": {"type": "array", "items": {"type": "string", "description": "view:feature"}},
              "feature_service": {"type": "string", "description": "instead of features"},
              "entities": {"type": "object", "description": "by join key, and by name what features are computed from",
                "additionalProperties": {"type": "array", "minItems": 1, "maxItems": 1000}},
              "full_feature_names": {"type": "boolean", "default": false}}}
            """;

    static final String ONLINE_FEATURES_ANSWER =
            """
            {"type": "object", "properties": {
              "metadata": {"type": "object", "properties": {
                "feature_names": {"type": "array", "items": {"type": "string"}}}},
              "results": {"type": "array", "items": {"type": "object", "properties": {
                "values": {"type": "array"},
                "statuses": {"type": "array", "items": {"type": "string"}},
                "event_timestamps": {"type": "array", "items": {"type": "string", "format": "date-time"}}}}}}}
            """;

    static final String PUSH_REQUEST =
            """
            {"type": "object", "required": ["push_source_name", "df"], "properties": {
              "push_source_name": {"type": "string"},
              "df": {"type": "object", "description": "by column: the join key, event_timestamp, and each feature",
                "additionalProperties": {"type": "array", "minItems": 1, "maxItems": 10000}},
              "to": {"enum": ["online"], "default": "online"}}}
            """;

    static final String PUSH_ANSWER =
            """
            {"type": "object", "required": ["written", "skipped"], "properties": {
              "written": {"type": "integer", "description": "rows"},
              "skipped": {"type": "integer", "description": "rows that are not newer than what is there"}}}
            """;

    private Schemas() {}
}
