package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose an event is, by what is said of a view: the same for the stream, the lake and the online store. A key is a {@link
 * CompositeId}; where the subject alone is the key it is the subject as it is.
 *
 * @param columns for each entity of the view the field of the event's data that is its key; null for the subject
 */
public record ViewKey(List<@Nullable String> columns) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The subject alone. */
    public static final ViewKey SUBJECT = new ViewKey(Collections.singletonList(null));

    public ViewKey {
        // Not List.copyOf, which takes no nulls.
        columns = Collections.unmodifiableList(new ArrayList<>(columns));
    }

    /** The key of a view's events of one type. */
    public static ViewKey of(StreamFeatureView view, String eventType) {
        return new ViewKey(view.keyFields(eventType));
    }

    /** Whether it is the subject alone, so that the data need not be looked at. */
    public boolean isSubject() {
        return equals(SUBJECT);
    }

    /** The fields of the event's data that it reads. */
    public List<String> fields() {
        return columns.stream().flatMap(Stream::ofNullable).toList();
    }

    /**
     * The key of an event; empty if a field of it has no value, an empty text included: then the event belongs to nobody.
     *
     * @param field gives the event's value of a field, as Avro or as Iceberg has it
     */
    public Optional<String> find(String subject, Function<String, @Nullable Object> field) {
        if (isSubject()) {
            return Optional.of(subject);
        }
        List<String> values = new ArrayList<>(columns.size());
        for (String column : columns) {
            Object value = column == null ? subject : ColumnValues.of(field.apply(column));
            String text = Objects.toString(value, "");
            if (text.isEmpty()) {
                return Optional.empty();
            }
            values.add(text);
        }
        return Optional.of(CompositeId.of(values));
    }
}
