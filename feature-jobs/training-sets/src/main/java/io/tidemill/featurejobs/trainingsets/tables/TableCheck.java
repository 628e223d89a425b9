package io.tidemill.featurejobs.trainingsets.tables;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.BatchField;
import io.tidemill.schemas.featureviews.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Checks the columns that a view names against those that its table has. */
final class TableCheck {
    private final BatchFeatureView view;
    private final Schema schema;
    private final List<TableProblem> problems = new ArrayList<>();

    private TableCheck(BatchFeatureView view, Schema schema) {
        this.view = view;
        this.schema = schema;
    }

    /** What is wrong; nothing if all is right. */
    static List<TableProblem> problems(BatchFeatureView view, List<Entity> entities, Schema schema) {
        TableCheck check = new TableCheck(view, schema);
        check.column(List.of("source", "timestamp"), view.source().timestamp(), ColumnTypes::isTime, "timestamp");
        view.source()
                .created()
                .ifPresent(
                        column -> check.column(List.of("source", "created"), column, ColumnTypes::isTime, "timestamp"));
        for (Entity entity : entities) {
            check.column(
                    List.of("keys", entity.name()),
                    view.keyColumn(entity),
                    type -> ColumnTypes.isKey(type, entity.valueType()),
                    ColumnTypes.ofKey(entity.valueType()) + " for the key of entity '" + entity.name() + "'");
        }
        for (BatchField feature : view.features()) {
            check.column(
                    List.of("features", feature.name(), "column"),
                    feature.column(),
                    type -> ColumnTypes.isFeature(type, feature.valueType()),
                    ColumnTypes.ofFeature(feature.valueType()) + " for a feature of type "
                            + feature.valueType().text());
        }
        return check.problems;
    }

    private void column(List<String> path, String column, Predicate<Type> good, String expected) {
        Types.NestedField field = schema.asStruct().field(column);
        if (field == null) {
            problems.add(new TableProblem(
                    path,
                    "table " + view.source().table() + " has no column '" + column + "', expected one of "
                            + schema.columns().stream()
                                    .map(Types.NestedField::name)
                                    .collect(Collectors.joining(", "))));
        } else if (!good.test(field.type())) {
            problems.add(new TableProblem(
                    path,
                    "column '" + column + "' of table " + view.source().table() + " is " + field.type() + ", expected "
                            + expected));
        }
    }
}
