package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.GivenValues;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.RequestField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a request gives along for the features that are computed from it, in the types they are declared with. */
final class RequestValues implements GivenValues {
    private final Map<RequestField, List<@Nullable Object>> columns = new HashMap<>();
    private int rows = -1;

    private RequestValues() {}

    /**
     * Reads what the features asked for need.
     *
     * @throws ProblemException naming the field that is missing, wrong or of no use
     */
    static RequestValues of(WantedFeatures wanted, List<PlannedColumn> columns) {
        Map<String, RequestField> needed = new LinkedHashMap<>();
        RequestValues values = new RequestValues();
        for (PlannedColumn column : columns) {
            for (RequestField field : column.given()) {
                needed.put(field.name(), field);
                values.read(wanted, field, column);
            }
        }
        for (String name : wanted.given().keySet()) {
            if (!needed.containsKey(name)) {
                throw ProblemException.invalid(
                        wanted.givenIn() + "." + name,
                        "no feature asked for is computed from '" + name + "': expected "
                                + (needed.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(needed.keySet()))));
            }
        }
        return values;
    }

    /** How many rows it has values for, or -1 if the features asked for need none. */
    int rows() {
        return rows;
    }

    @Override
    public @Nullable Object value(RequestField field, int row) {
        return Objects.requireNonNull(columns.get(field), field.name()).get(row);
    }

    private void read(WantedFeatures wanted, RequestField field, PlannedColumn column) {
        if (columns.containsKey(field)) {
            return;
        }
        String path = wanted.givenIn() + "." + field.name();
        List<@Nullable Object> given = wanted.given().get(field.name());
        if (given == null) {
            throw ProblemException.invalid(
                    path,
                    "expected a list of " + field.valueType().text() + ": " + column.reference()
                            + " is computed from it");
        }
        EntityIds.requireCount(path, given.size());
        if (rows >= 0 && rows != given.size()) {
            throw ProblemException.invalid(path, given.size() + " values: expected " + rows + ", as of the others");
        }
        rows = given.size();
        List<@Nullable Object> values = new ArrayList<>(rows);
        for (Object value : given) {
            values.add(value == null ? null : typed(path + "[" + values.size() + "]", field, value));
        }
        columns.put(field, values);
    }

    private static Object typed(String path, RequestField field, Object value) {
        return field.read(value)
                .orElseThrow(() -> ProblemException.invalid(
                        path,
                        "'" + value + "' is no " + field.name() + ": expected "
                                + field.valueType().text()));
    }
}
