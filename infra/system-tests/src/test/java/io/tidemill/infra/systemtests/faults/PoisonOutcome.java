package io.tidemill.infra.systemtests.faults;

import io.tidemill.infra.systemtests.LakeReader;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Where poison ended: the rows by event id, and the dead letters by their place on Kafka. */
final class PoisonOutcome {
    private static final int CONFLICT = 409;

    private final Map<String, Integer> rows = new HashMap<>();
    private final Map<String, List<Record>> deadLetters = new HashMap<>();

    private PoisonOutcome() {}

    /** An item that was sent. */
    sealed interface Sent {
        PoisonItem item();
    }

    /** The gateway answered. */
    record Answered(PoisonItem item, int status, String body) implements Sent {}

    /** The broker stored it. */
    record Stored(PoisonItem item, ProducerRecord<byte[], byte[]> sent, int partition, long offset) implements Sent {}

    /** The broker did not take it. */
    record NotTaken(PoisonItem item) implements Sent {}

    static PoisonOutcome read(LakeReader lake) {
        PoisonOutcome outcome = new PoisonOutcome();
        for (String type : List.of(PoisonList.ORDERS, PoisonList.DEVICES)) {
            outcome.each(lake, type, row -> outcome.rows.merge(text(row, LakeTables.EVENT_ID), 1, Integer::sum));
        }
        outcome.each(lake, EventTypes.DEAD_LETTER, row -> outcome.deadLetters
                .computeIfAbsent(
                        text(row, "topic") + "/" + row.getField("kafkaPartition") + "/" + row.getField("kafkaOffset"),
                        place -> new ArrayList<>())
                .add(row));
        return outcome;
    }

    /** Rows whose event's id begins so. */
    int rows(String prefix) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** What is not as the item expects, in words. */
    List<String> problems(Sent sent) {
        List<String> problems = new ArrayList<>();
        PoisonItem item = sent.item();
        int found = rows.getOrDefault(item.name(), 0);
        if (item.expected() instanceof Expected.Refused refused) {
            check(sent instanceof Answered answered && answered.status() == refused.status(), problems, "not refused");
            check(found == 0, problems, found + " rows");
        } else if (item.expected() instanceof Expected.RefusedByBroker) {
            check(sent instanceof NotTaken && found == 0, problems, "taken");
        } else if (item.expected() instanceof Expected.Row) {
            check(found == 1, problems, found + " rows");
            check(!(sent instanceof Answered answered) || answered.status() == 202, problems, "not accepted");
            check(!(sent instanceof Stored stored) || letters(stored).isEmpty(), problems, "a dead letter");
        } else if (item.expected() instanceof Expected.DeadLetter expected) {
            check(found == 0, problems, found + " rows");
            check(sent instanceof Stored stored && isDeadLetter(stored, expected.reason()), problems, "not so");
        } else if (item.expected() instanceof Expected.Conflict) {
            check(found == 1, problems, found + " rows");
            check(
                    sent instanceof Answered answered
                            ? answered.status() == CONFLICT
                            : sent instanceof Stored stored && isDeadLetter(stored, "CONFLICTING_EVENT"),
                    problems,
                    "no conflict");
        }
        return problems.stream()
                .map(problem -> item.name() + ": " + problem + ", expected " + item.expected() + "; " + told(sent))
                .toList();
    }

    private boolean isDeadLetter(Stored stored, String reason) {
        List<Record> letters = letters(stored);
        return letters.size() == 1
                && text(letters.get(0), "reason").equals(reason)
                && same(letters.get(0).getField("value"), stored.sent().value())
                && same(letters.get(0).getField("key"), stored.sent().key());
    }

    private List<Record> letters(Stored stored) {
        return deadLetters.getOrDefault(
                stored.sent().topic() + "/" + stored.partition() + "/" + stored.offset(), List.of());
    }

    private String told(Sent sent) {
        if (sent instanceof Answered answered) {
            String body = answered.body();
            return "answered " + answered.status() + " " + body.substring(0, Math.min(300, body.length()));
        }
        return sent instanceof Stored stored
                ? "dead letters "
                        + letters(stored).stream()
                                .map(letter -> letter.getField("reason") + " " + letter.getField("detail"))
                                .toList()
                : "not taken";
    }

    private static void check(boolean holds, List<String> problems, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    private static boolean same(@Nullable Object stored, byte @Nullable [] sent) {
        return stored == null ? sent == null : sent != null && stored.equals(ByteBuffer.wrap(sent));
    }

    private static String text(Record row, String column) {
        return (String) Objects.requireNonNull(row.getField(column), column);
    }

    private void each(LakeReader lake, String type, java.util.function.Consumer<Record> taker) {
        lake.table(type).ifPresent(table -> {
            try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
                read.forEach(taker);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
