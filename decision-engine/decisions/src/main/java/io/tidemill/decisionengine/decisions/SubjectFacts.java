package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.Facts;
import io.tidemill.decisionengine.scoring.Score;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subject with its features and scores, under the names that rules use. */
record SubjectFacts(Subject subject, FeatureSnapshot features, Map<String, Score> scores) implements Facts {
    @Override
    public String eventType() {
        return subject.eventType();
    }

    @Override
    public String tenantId() {
        return subject.tenantId();
    }

    @Override
    public Instant time() {
        return subject.time();
    }

    @Override
    public @Nullable Object value(String field) {
        if (field.startsWith(FieldNames.FEATURE)) {
            return features.values().get(field.substring(FieldNames.FEATURE.length()));
        }
        if (FieldNames.isScore(field)) {
            Score score = scores.get(FieldNames.model(field));
            return score == null ? null : score.value();
        }
        return switch (field) {
            case FieldNames.TENANT -> subject.tenantId();
            case FieldNames.ENTITY -> subject.entityId();
            case FieldNames.TIME -> subject.time();
            default -> subject.values().get(field.substring(FieldNames.EVENT.length()));
        };
    }
}
