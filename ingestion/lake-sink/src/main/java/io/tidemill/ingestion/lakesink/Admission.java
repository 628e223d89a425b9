package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.PoisonRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the door: lets through what can be a row, sets apart what cannot, and reports before each checkpoint how far
 * each topic partition was read. It counts duplicates as read, which is why it stands before they are dropped. Records
 * that the tables have come past are read, and go no further.
 */
final class Admission extends AbstractStreamOperator<StreamedEvent>
        implements OneInputStreamOperator<StreamedRecord, StreamedEvent> {
    static final OutputTag<StreamedEvent> DEAD_ROWS = new OutputTag<>("dead-rows", StreamedRecordTypes.EVENTS);
    static final OutputTag<OutgoingRecord> DEAD_RECORDS = new OutputTag<>("dead-records", StreamedRecordTypes.OUTGOING);
    static final OutputTag<WriterReport> PROGRESS = new OutputTag<>("progress", LakeTypes.REPORTS);

    private static final long serialVersionUID = 1L;

    private final Clock clock;
    private final LakeSettings settings;
    private transient Map<Reason, Counter> deadLetters = Map.of();
    private transient LakePosition position = new LakePosition(Map.of());
    private transient Optional<LakePosition> begun = Optional.empty();
    private transient @Nullable EventCodec codec;
    private transient Map<TopicPartition, PartitionReading> readings = Map.of();

    Admission(Clock clock, LakeSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        readings = new HashMap<>();
        deadLetters = new EnumMap<>(Reason.class);
        codec = new EventCodec(settings.schemas().open());
        try (Lake lake = Lake.open(settings.catalog())) {
            LakePosition read = LakePosition.read(lake, new TopicIds(settings.kafka()));
            position = read;
            begun = Optional.of(read);
        }
    }

    @Override
    public void processElement(StreamRecord<StreamedRecord> element) {
        StreamedRecord streamed = element.getValue();
        PartitionReading reading = reading(streamed);
        if (streamed instanceof PoisonRecord poison) {
            setApart(poison, reading.isDeadLetterAlready(streamed.offset()));
            reading.passed(streamed.offset(), Long.MIN_VALUE);
        } else if (streamed instanceof StreamedEvent event) {
            reading.passed(
                    event.offset(),
                    event.advancesTimeOnly()
                            ? event.time()
                            : event.time() - settings.outOfOrderness().toMillis());
            if (!event.advancesTimeOnly()) {
                admit(event, reading);
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        report();
    }

    @Override
    public void finish() {
        report();
    }

    private void report() {
        List<PartitionProgress> progress = readings.values().stream()
                .map(PartitionReading::take)
                .flatMap(Optional::stream)
                .toList();
        if (!progress.isEmpty()) {
            output.collect(PROGRESS, new StreamRecord<>(WriterReport.of(List.of(), progress)));
        }
        begun.ifPresent(read -> output.collect(PROGRESS, new StreamRecord<>(WriterReport.begun(read))));
        begun = Optional.empty();
    }

    private void admit(StreamedEvent event, PartitionReading reading) {
        Optional<String> violation = violation(event);
        if (violation.isPresent()) {
            setApart(
                    event.toPoison(Reason.UNREADABLE_DATA, violation.get()),
                    reading.isDeadLetterAlready(event.offset()));
        } else if (!reading.isRowAlready(event.offset())) {
            output.collect(new StreamRecord<>(event, event.time()));
        }
    }

    private Optional<String> violation(StreamedEvent event) {
        if (!LakeTables.hasTable(event.type())) {
            return Optional.of("event type " + event.type() + " has no table");
        }
        IndexedRecord data = event.event(Objects.requireNonNull(codec)).data();
        return data == null ? Optional.of("no data") : RowLimits.violation(data);
    }

    private PartitionReading reading(StreamedRecord streamed) {
        return readings.computeIfAbsent(
                new TopicPartition(streamed.topic(), streamed.partition()),
                partition -> new PartitionReading(
                        partition,
                        position.of(TopicTables.ofEvents(partition.topic())).next(partition),
                        position.of(TopicTables.DEAD_LETTERS).next(partition)));
    }

    private void setApart(PoisonRecord poison, boolean isInTable) {
        deadLetters
                .computeIfAbsent(poison.reason(), reason -> getMetricGroup()
                        .addGroup("reason", reason.name())
                        .counter("deadLetters"))
                .inc();
        Instant now = clock.instant();
        if (!isInTable) {
            output.collect(DEAD_ROWS, new StreamRecord<>(DeadLetters.row(poison, now), now.toEpochMilli()));
        }
        output.collect(DEAD_RECORDS, new StreamRecord<>(DeadLetters.record(poison, now), now.toEpochMilli()));
    }
}
