package io.tidemill.ingestion.lineage.graph;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What kind of thing holds data. */
public enum DatasetKind {
    /** A topic of Kafka. */
    TOPIC,
    /** A table of the lake. */
    TABLE,
    /** A feature view, in the online store and in training sets. */
    FEATURES,
    /** A registered model. */
    MODEL,
    /** A published rule. */
    RULE;

    /** The name in answers. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
