package io.tidemill.ingestion.lakeapi;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * The lake's catalogue for many threads, one after the other; opened when it is first asked. What a snapshot holds never
 * changes, so its files are counted once.
 */
final class LakeCatalogue implements AutoCloseable {
    private final CatalogSettings settings;
    private final Map<String, TableFigures> figures = new HashMap<>();
    private @Nullable Lake lake;

    LakeCatalogue(CatalogSettings settings) {
        this.settings = settings;
    }

    /** Every table of events as it is. */
    synchronized List<TableSummary> tables(Instant now) {
        List<TableSummary> summaries = new ArrayList<>();
        for (String name : lake().tables()) {
            try {
                lake().eventTable(name)
                        .ifPresent(table -> summaries.add(TableSummary.of(name, table, figures(name, table), now)));
            } catch (NoSuchTableException e) {
                figures.remove(name);
            }
        }
        return summaries;
    }

    /**
     * Asks about a table.
     *
     * @throws ProblemException with status 404 if there is none of this name
     */
    synchronized <T> T table(String name, Function<Table, T> question) {
        try {
            return question.apply(lake().table(name));
        } catch (NoSuchTableException e) {
            throw ProblemException.notFound(
                            "there is no table " + name + ": expected one of " + String.join(", ", lake().tables()))
                    .withField("table");
        }
    }

    @Override
    public synchronized void close() {
        if (lake != null) {
            lake.close();
        }
    }

    private TableFigures figures(String name, Table table) {
        return Objects.requireNonNull(figures.compute(
                name, (key, known) -> known != null && known.isOf(table) ? known : TableFigures.count(table)));
    }

    private Lake lake() {
        Lake open = lake;
        if (open == null) {
            open = Lake.open(settings);
            lake = open;
        }
        return open;
    }
}
