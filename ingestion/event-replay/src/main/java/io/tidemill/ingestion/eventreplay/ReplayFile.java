package io.tidemill.ingestion.eventreplay;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.ingestion.eventreplay.ordering.EventSort;
import io.tidemill.ingestion.eventreplay.rows.AnnotatedRow;
import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import io.tidemill.ingestion.eventreplay.rows.RowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A CSV, JSON lines or Parquet file as events in the order of their times; events of equal time are in the order of their lines.
 * The same file and mapping give the same events with the same ids each time. Not safe to share between threads.
 */
public final class ReplayFile implements EventFeed {
    private final Mapping mapping;
    private final ReplayLimits limits;
    private final Consumer<BadLine> badLineSink;
    private final EventSort sort;
    private long badLines;
    private @Nullable Instant firstTime;
    private @Nullable Instant lastTime;

    private ReplayFile(Mapping mapping, ReplayLimits limits, Consumer<BadLine> badLineSink) {
        this.mapping = mapping;
        this.limits = limits;
        this.badLineSink = badLineSink;
        this.sort = new EventSort(limits.temporaryFolder(), limits.sortMemoryBytes());
    }

    /**
     * Reads a whole file, so that every bad line is known before the first event goes out.
     *
     * @param file text is plain or gzipped, whatever its name
     * @param badLines told of each bad line
     * @throws TooManyBadLinesException if there are more bad lines than the limits allow
     * @throws InvalidMappingException if the file lacks a column that the mapping reads
     */
    public static ReplayFile open(Path file, Mapping mapping, ReplayLimits limits, Consumer<BadLine> badLines)
            throws IOException, InvalidMappingException {
        return open(file, mapping, limits, badLines, Map.of());
    }

    /**
     * As above, with columns that every row has beside its own.
     *
     * @param columns the values of the further columns by name
     */
    public static ReplayFile open(
            Path file, Mapping mapping, ReplayLimits limits, Consumer<BadLine> badLines, Map<String, String> columns)
            throws IOException, InvalidMappingException {
        ReplayFile replay = new ReplayFile(mapping, limits, badLines);
        try (RowReader rows = mapping.format().open(file, replay::bad)) {
            replay.read(rows, columns);
            return replay;
        } catch (IOException | InvalidMappingException | RuntimeException e) {
            replay.close();
            throw e;
        }
    }

    @Override
    public Iterator<CloudEventJson> events() {
        try {
            return sort.sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public OptionalLong total() {
        return OptionalLong.of(sort.size());
    }

    @Override
    public Set<String> types() {
        return Set.of(mapping.type());
    }

    @Override
    public Optional<Instant> firstTime() {
        return Optional.ofNullable(firstTime);
    }

    @Override
    public Optional<Instant> lastTime() {
        return Optional.ofNullable(lastTime);
    }

    /** How many lines were bad. */
    public long badLines() {
        return badLines;
    }

    @Override
    public void close() {
        sort.close();
    }

    private void read(RowReader rows, Map<String, String> further) throws IOException, InvalidMappingException {
        if (rows.columns().isPresent()) {
            List<String> columns = new ArrayList<>(rows.columns().get());
            columns.addAll(further.keySet());
            mapping.checkColumns(columns);
        }
        Optional<Row> row = rows.next();
        while (row.isPresent()) {
            try {
                take(mapping.event(further.isEmpty() ? row.get() : new AnnotatedRow(row.get(), further)));
            } catch (BadRowException e) {
                bad(row.get().line(), String.valueOf(e.getMessage()));
            }
            row = rows.next();
        }
    }

    private void take(CloudEventJson event) throws IOException {
        sort.add(event);
        Instant time = event.time();
        firstTime = firstTime == null || time.isBefore(firstTime) ? time : firstTime;
        lastTime = lastTime == null || time.isAfter(lastTime) ? time : lastTime;
    }

    private void bad(long line, String reason) throws TooManyBadLinesException {
        BadLine bad = new BadLine(line, reason);
        badLineSink.accept(bad);
        badLines++;
        if (badLines > limits.badLines()) {
            throw new TooManyBadLinesException(limits.badLines(), bad);
        }
    }
}
