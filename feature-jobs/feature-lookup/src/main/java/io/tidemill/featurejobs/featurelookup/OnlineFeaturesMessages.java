package io.tidemill.featurejobs.featurelookup;

import com.google.protobuf.Timestamp;
import io.tidemill.featurejobs.featurelookup.protocol.FeatureList;
import io.tidemill.featurejobs.featurelookup.protocol.FieldStatus;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse.FeatureVector;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponseMetadata;
import io.tidemill.featurejobs.featurelookup.protocol.RepeatedValue;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.featurejobs.featurereading.FeatureStatus;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of {@code feast.serving.ServingService/GetOnlineFeatures}. */
final class OnlineFeaturesMessages {
    private OnlineFeaturesMessages() {}

    static WantedFeatures read(GetOnlineFeaturesRequest request) {
        return new WantedFeatures(
                request.hasFeatureService() ? Optional.of(request.getFeatureService()) : Optional.empty(),
                request.getFeatures().getValList(),
                ids(request.getEntitiesMap()),
                given(request.getRequestContextMap()),
                "request_context",
                request.getFullFeatureNames());
    }

    static GetOnlineFeaturesResponse write(FeatureVectors vectors) {
        GetOnlineFeaturesResponse.Builder response = GetOnlineFeaturesResponse.newBuilder()
                .setMetadata(GetOnlineFeaturesResponseMetadata.newBuilder()
                        .setFeatureNames(FeatureList.newBuilder().addAllVal(vectors.names())));
        RowTimes<Timestamp> times = new RowTimes<>(OnlineFeaturesMessages::timestamp, Timestamp.getDefaultInstance());
        vectors.columns().forEach(column -> response.addResults(vector(column, times)));
        return response.build();
    }

    private static Map<String, List<String>> ids(Map<String, RepeatedValue> entities) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        entities.forEach((joinKey, values) -> ids.put(joinKey, ids("entities." + joinKey, values.getValList())));
        return ids;
    }

    private static List<String> ids(String field, List<Value> values) {
        List<String> ids = new ArrayList<>(values.size());
        for (Value value : values) {
            ids.add(
                    switch (value.getValCase()) {
                        case STRING_VAL -> value.getStringVal();
                        case INT64_VAL -> Long.toString(value.getInt64Val());
                        case INT32_VAL -> Integer.toString(value.getInt32Val());
                        default ->
                            throw EntityIds.neither(
                                    field + "[" + ids.size() + "]",
                                    value.getValCase().name());
                    });
        }
        return ids;
    }

    private static Map<String, List<@Nullable Object>> given(Map<String, RepeatedValue> context) {
        Map<String, List<@Nullable Object>> given = new LinkedHashMap<>();
        context.forEach((name, values) -> {
            List<@Nullable Object> column = new ArrayList<>(values.getValCount());
            values.getValList().forEach(value -> column.add(plain(value)));
            given.put(name, column);
        });
        return given;
    }

    /** What is no number and no text is left as it is, for whoever holds it against the definitions to refuse. */
    private static @Nullable Object plain(Value value) {
        return switch (value.getValCase()) {
            case VAL_NOT_SET -> null;
            case STRING_VAL -> value.getStringVal();
            case INT64_VAL -> value.getInt64Val();
            case INT32_VAL -> value.getInt32Val();
            case DOUBLE_VAL -> value.getDoubleVal();
            case FLOAT_VAL -> value.getFloatVal();
            default -> value.getValCase();
        };
    }

    private static FeatureVector vector(List<FoundFeature> column, RowTimes<Timestamp> times) {
        FeatureVector.Builder vector = FeatureVector.newBuilder();
        for (int row = 0; row < column.size(); row++) {
            FoundFeature found = column.get(row);
            vector.addValues(FeastValues.of(found.value()));
            vector.addStatuses(status(found.status()));
            vector.addEventTimestamps(times.of(row, found.eventTime()));
        }
        return vector.build();
    }

    private static FieldStatus status(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> FieldStatus.PRESENT;
            case NULL_VALUE -> FieldStatus.NULL_VALUE;
            case NOT_FOUND -> FieldStatus.NOT_FOUND;
            case OUTSIDE_MAX_AGE -> FieldStatus.OUTSIDE_MAX_AGE;
        };
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
