package io.tidemill.ingestion.deadletters;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The dead-letter table of the lake. What a filter asks of columns is pushed down to Iceberg; a page holds its own rows in
 * memory, without their bytes, and no others. Safe to share between threads.
 */
public final class LetterTable implements AutoCloseable {
    private static final String NAME = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    private final Lake lake;

    /** Reads from a lake, which it closes when it is closed. */
    public LetterTable(Lake lake) {
        this.lake = lake;
    }

    /**
     * Letters, the newest first, without their bytes.
     *
     * @param after the end of the page before
     * @param limit how many at most
     */
    public List<Letter> page(LetterFilter filter, Optional<LetterCursor> after, int limit) {
        Optional<Table> table = table();
        List<Letter> page = new ArrayList<>();
        if (table.isEmpty()) {
            return page;
        }
        Expression wanted = filter.columns();
        if (after.isPresent()) {
            Expression older = Expressions.lessThanOrEqual(
                    LakeTables.EVENT_TIME, LetterFilter.micros(after.get().takenAt()));
            wanted = Expressions.and(wanted, older);
        }
        for (LocalDate day : days(table.get(), wanted).descendingSet()) {
            if (page.size() < limit) {
                page.addAll(newest(table.get(), day, wanted, filter, after, limit - page.size()));
            }
        }
        return page;
    }

    /** A letter with its bytes. */
    public Optional<Letter> find(LetterId id) {
        Expression place = Expressions.and(
                Expressions.equal(LakeTables.KAFKA_TOPIC, id.topic()),
                Expressions.equal(LakeTables.KAFKA_PARTITION, id.partition()),
                Expressions.equal(LakeTables.KAFKA_OFFSET, id.offset()));
        List<Letter> found = new ArrayList<>();
        table().ifPresent(table -> scan(table, place, LetterRows.WHOLE, found::add));
        return found.stream().findFirst();
    }

    /** Hands out the letters of a page with their bytes, one after the other, in no order. */
    public void read(Collection<Letter> page, Consumer<Letter> reader) {
        if (page.isEmpty()) {
            return;
        }
        Instant first = page.stream()
                .map(Letter::takenAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant last = page.stream()
                .map(Letter::takenAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        TreeSet<LetterId> left = new TreeSet<>();
        page.forEach(letter -> left.add(letter.id()));
        Expression times = Expressions.and(
                Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, LetterFilter.micros(first)),
                Expressions.lessThanOrEqual(LakeTables.EVENT_TIME, LetterFilter.micros(last)));
        Expression ids = Expressions.in(
                LakeTables.EVENT_ID, left.stream().map(LetterRows::eventId).toArray());
        table().ifPresent(table -> scan(table, Expressions.and(times, ids), LetterRows.WHOLE, letter -> {
            if (left.remove(letter.id())) {
                reader.accept(letter);
            }
        }));
    }

    /** The table as it is now; empty where nothing ever went wrong. */
    synchronized Optional<Table> table() {
        try {
            return Optional.of(lake.table(NAME));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        lake.close();
    }

    private static List<Letter> newest(
            Table table,
            LocalDate day,
            Expression wanted,
            LetterFilter filter,
            Optional<LetterCursor> after,
            int limit) {
        Expression ofDay = Expressions.and(
                Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, start(day)),
                Expressions.lessThan(LakeTables.EVENT_TIME, start(day.plusDays(1))));
        Comparator<Letter> newestFirst = Comparator.comparing(LetterCursor::of, LetterCursor.NEWEST_FIRST);
        PriorityQueue<Letter> kept = new PriorityQueue<>(newestFirst.reversed());
        scan(table, Expressions.and(wanted, ofDay), LetterRows.WITHOUT_BYTES, letter -> {
            boolean later =
                    after.isEmpty() || LetterCursor.NEWEST_FIRST.compare(LetterCursor.of(letter), after.get()) > 0;
            if (later && filter.passes(letter)) {
                kept.add(letter);
                if (kept.size() > limit) {
                    kept.remove();
                }
            }
        });
        return kept.stream().sorted(newestFirst).toList();
    }

    private static String start(LocalDate day) {
        return LetterFilter.micros(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The days that files may have rows of, by the bounds that the manifests hold. */
    private static TreeSet<LocalDate> days(Table table, Expression wanted) {
        TreeSet<LocalDate> days = new TreeSet<>();
        int time = table.schema().findField(LakeTables.EVENT_TIME).fieldId();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(wanted).includeColumnStats().planFiles()) {
            for (FileScanTask task : tasks) {
                LocalDate first = LetterRows.day(task.file().lowerBounds(), time);
                LocalDate last = LetterRows.day(task.file().upperBounds(), time);
                first.datesUntil(last.plusDays(1)).forEach(days::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + NAME, e);
        }
        return days;
    }

    private static void scan(Table table, Expression wanted, List<String> columns, Consumer<Letter> letters) {
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).where(wanted).select(columns).build()) {
            for (Record row : rows) {
                letters.accept(LetterRows.letter(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read table " + NAME, e);
        }
    }

    /** A column's time. */
    static Instant time(@Nullable Object value) {
        return value instanceof OffsetDateTime at ? at.toInstant() : Instant.EPOCH;
    }
}
