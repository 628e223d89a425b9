package io.tidemill.featurejobs.featurelog;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.FeatureServed;
import io.tidemill.schemas.events.ServedValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was served, as events of type {@link EventTypes#FEATURE_SERVED}. */
final class ServedEvents {
    static final String SOURCE = "/tidemill/feature-log";

    private ServedEvents() {}

    /** @param id unique within {@link #SOURCE} */
    static Event of(ServedRow row, String id) {
        FeatureServed.Builder data = FeatureServed.newBuilder()
                .setView(row.view())
                .setJoinKeys(joinKeys(row.entity()))
                .setDefinition(row.definition())
                .setCaller(row.caller().subject())
                .setServedAt(row.servedAt())
                .setAskedFor(row.askedFor())
                .setValues(row.values().stream().map(ServedEvents::value).toList());
        row.storedAt().ifPresent(data::setStoredAt);
        return new Event(
                id,
                SOURCE,
                EventTypes.FEATURE_SERVED,
                subject(row.entity()),
                row.servedAt(),
                row.caller().tenant(),
                data.build());
    }

    /** The id of the entity, as its events name it; of several join keys each as {@code name=value}, in their order. */
    static String subject(EntityKey entity) {
        return entity.parts().size() == 1
                ? text(entity.parts().get(0).value())
                : entity.parts().stream()
                        .map(part -> part.joinKey() + "=" + text(part.value()))
                        .collect(Collectors.joining(","));
    }

    private static Map<String, String> joinKeys(EntityKey entity) {
        Map<String, String> keys = new LinkedHashMap<>();
        entity.parts().forEach(part -> keys.put(part.joinKey(), text(part.value())));
        return keys;
    }

    private static ServedValue value(ServedRow.Value served) {
        FeatureValue stored = served.stored();
        ServedValue.Builder value = ServedValue.newBuilder()
                .setFeature(served.feature())
                .setStatus(served.status())
                .setType(type(stored));
        if (stored instanceof FeatureValue.Int64 whole) {
            value.setWhole(whole.value());
        } else if (stored instanceof FeatureValue.Int32 whole) {
            value.setWhole((long) whole.value());
        } else if (stored instanceof FeatureValue.UnixTimestamp time) {
            value.setWhole(time.epochSecond());
        } else if (stored instanceof FeatureValue.Array array) {
            value.setItems(items(array));
        } else if (stored instanceof FeatureValue.Float64 || stored instanceof FeatureValue.Float32) {
            value.setNumber(stored.asDouble());
        } else if (!stored.isNull()) {
            value.setText(text(stored));
        }
        return value.build();
    }

    private static List<String> items(FeatureValue.Array array) {
        return array.items().stream().map(ServedEvents::text).toList();
    }

    /** A value as text: a number so that it reads back as the same, a time in seconds since 1970. */
    static String text(FeatureValue value) {
        if (value instanceof FeatureValue.Text text) {
            return text.value();
        }
        if (value instanceof FeatureValue.Int64 whole) {
            return Long.toString(whole.value());
        }
        if (value instanceof FeatureValue.Int32 whole) {
            return Integer.toString(whole.value());
        }
        if (value instanceof FeatureValue.UnixTimestamp time) {
            return Long.toString(time.epochSecond());
        }
        if (value instanceof FeatureValue.Float64 || value instanceof FeatureValue.Float32) {
            return Double.toString(value.asDouble());
        }
        return value.toString();
    }

    private static String type(FeatureValue value) {
        if (value instanceof FeatureValue.Int64) {
            return "INT64";
        }
        if (value instanceof FeatureValue.Float64) {
            return "DOUBLE";
        }
        if (value instanceof FeatureValue.Text) {
            return "STRING";
        }
        if (value instanceof FeatureValue.UnixTimestamp) {
            return "UNIX_TIMESTAMP";
        }
        if (value instanceof FeatureValue.Array array) {
            return array.kind().name() + "_LIST";
        }
        if (value instanceof FeatureValue.Int32) {
            return "INT32";
        }
        if (value instanceof FeatureValue.Float32) {
            return "FLOAT";
        }
        return value.isNull() ? "NULL" : value instanceof FeatureValue.Bool ? "BOOL" : "BYTES";
    }
}
