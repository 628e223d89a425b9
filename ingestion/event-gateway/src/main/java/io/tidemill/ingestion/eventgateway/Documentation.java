package io.tidemill.ingestion.eventgateway;

/** JSON Schemas of what the gateway reads and answers. */
final class Documentation {
    static final String EVENT =
            """
            {"type": "object", "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
             "properties": {
               "specversion": {"const": "1.0"},
               "id": {"type": "string", "description": "unique within the source; the same again is the same event"},
               "source": {"type": "string", "description": "a URI reference that names the producer"},
               "type": {"type": "string", "description": "such as order.paid"},
               "subject": {"type": "string", "description": "the entity, such as the member's id"},
               "time": {"type": "string", "format": "date-time", "description": "when it happened"},
               "tenantid": {"type": "string", "description": "the tenant of the token if absent"},
               "data": {"type": "object", "description": "by the newest schema of the type"}}}""";

    static final String RECEIPT =
            """
            {"oneOf": [
               {"type": "object", "description": "of one event", "properties": {
                  "id": {"type": "string"}, "source": {"type": "string"}, "status": {"type": "integer"},
                  "duplicate": {"type": "boolean", "description": "true if it had been taken before"}}},
               {"type": "object", "description": "of a batch", "properties": {
                  "accepted": {"type": "integer"}, "duplicates": {"type": "integer"},
                  "refused": {"type": "integer"},
                  "results": {"type": "array", "description": "in the order of the batch", "items": {
                     "type": "object", "properties": {
                        "id": {"type": "string"}, "source": {"type": "string"},
                        "status": {"type": "integer", "description": "202, or that of the problem"},
                        "problem": {"type": "object", "properties": {
                           "title": {"type": "string"}, "field": {"type": "string"},
                           "detail": {"type": "string"}}}}}}}}]}""";

    static final String UPLOAD =
            """
            {"type": "object", "properties": {
               "status": {"type": "integer"},
               "lines": {"type": "integer", "description": "lines read, blank ones included"},
               "accepted": {"type": "integer"}, "duplicates": {"type": "integer"}, "refused": {"type": "integer"},
               "resumeAt": {"type": "integer", "description": "with 503: the first line to send again"},
               "failures": {"type": "array", "description": "the first 1000 lines refused", "items": {
                  "type": "object", "properties": {
                     "line": {"type": "integer"}, "id": {"type": "string"}, "source": {"type": "string"},
                     "status": {"type": "integer"}, "problem": {"type": "object"}}}},
               "failuresLeftOut": {"type": "integer"}}}""";

    static final String ADVANCE =
            """
            {"type": "object", "required": ["type", "time"], "properties": {
               "type": {"type": "string", "description": "an event type"},
               "time": {"type": "string", "format": "date-time", "description": "no earlier event will come"}}}""";

    private Documentation() {}
}
