package io.tidemill.featurejobs.trainingsets.tables;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.BatchField;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** Makes rows of a view out of records of its table. */
final class RowReader {
    private final BatchFeatureView view;
    private final List<String> keys;

    RowReader(BatchFeatureView view, List<Entity> entities) {
        this.view = view;
        this.keys = entities.stream().map(view::keyColumn).toList();
    }

    /** What is read of a record. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(keys);
        columns.add(view.source().timestamp());
        view.source().created().ifPresent(columns::add);
        view.features().forEach(feature -> columns.add(feature.column()));
        return columns;
    }

    /** A row; empty if it has no key, or no time. */
    Optional<TableRow> read(Record record) {
        Long time = ColumnTypes.micros(record.getField(view.source().timestamp()));
        Optional<String> id = id(record);
        if (time == null || id.isEmpty()) {
            return Optional.empty();
        }
        @Nullable Object[] values = new Object[view.features().size()];
        for (int i = 0; i < values.length; i++) {
            BatchField feature = view.features().get(i);
            values[i] = ColumnTypes.value(record.getField(feature.column()), feature.valueType());
        }
        Long created = view.source()
                .created()
                .map(column -> ColumnTypes.micros(record.getField(column)))
                .orElse(null);
        return Optional.of(new TableRow(id.get(), time, created, values));
    }

    private Optional<String> id(Record record) {
        List<String> values = new ArrayList<>(keys.size());
        for (String key : keys) {
            Object value = record.getField(key);
            if (value == null || value.toString().isEmpty()) {
                return Optional.empty();
            }
            values.add(value.toString());
        }
        return Optional.of(CompositeId.of(values));
    }
}
