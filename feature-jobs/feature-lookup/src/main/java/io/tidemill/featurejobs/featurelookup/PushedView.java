package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.StoredField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A view that gets what is pushed to its source. */
record PushedView(FeatureView view, Entity entity, OnlineView onlineView) {
    static PushedView of(FeatureView view, FeatureDefinitions definitions) {
        return new PushedView(
                view,
                definitions.entitiesOf(view).get(0),
                OnlineView.of(
                        definitions.storedName(view),
                        view.features().stream().map(StoredField::name).toList()));
    }

    /** The columns that it takes, beside the time. */
    Stream<String> columns() {
        return Stream.concat(
                Stream.of(entity.joinKey()), view.features().stream().map(StoredField::name));
    }

    /**
     * The rows of a frame.
     *
     * @throws io.tidemill.infra.httpserver.problems.ProblemException naming the column, and the row, that is wrong
     */
    List<FeatureRow> rows(PushedFrame frame, List<Instant> times) {
        List<EntityKey> keys = frame.keys(entity);
        List<List<FeatureValue>> columns = view.features().stream()
                .map(feature -> frame.values(feature.name(), feature.valueType()))
                .toList();
        List<FeatureRow> rows = new ArrayList<>(frame.size());
        for (int row = 0; row < frame.size(); row++) {
            List<FeatureValue> values = new ArrayList<>(columns.size());
            for (List<FeatureValue> column : columns) {
                values.add(column.get(row));
            }
            rows.add(new FeatureRow(onlineView, keys.get(row), times.get(row), values));
        }
        return rows;
    }
}
