package io.tidemill.decisionengine.decisions;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on events. Each subtask is a worker with rules and models of its own. Where features cannot be had, it tries
 * again until they can: an event may wait, it is never decided without.
 */
final class DecideEvents extends RichAsyncFunction<StreamedEvent, OutgoingRecord> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecideEvents.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final int THREADS = 4;

    private final TreeMap<String, String> settings;
    private transient @Nullable EventCodec codec;
    private transient @Nullable DecisionWorker worker;
    private transient @Nullable ScheduledExecutorService threads;

    DecideEvents(Map<String, String> settings) {
        this.settings = new TreeMap<>(settings);
    }

    @Override
    public void open(OpenContext context) throws IOException, InterruptedException {
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        codec = new EventCodec(SchemaSource.of(settings).open());
        worker = DecisionWorker.start(settings, "stream/" + subtask, Clock.systemUTC());
        worker.awaitReady();
        threads = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "decide");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void asyncInvoke(StreamedEvent event, ResultFuture<OutgoingRecord> result) {
        if (threads != null) {
            threads.execute(() -> decide(event, result));
        }
    }

    private void decide(StreamedEvent event, ResultFuture<OutgoingRecord> result) {
        ScheduledExecutorService pool = threads;
        DecisionWorker decider = worker;
        EventCodec reader = codec;
        if (pool == null || decider == null || reader == null) {
            return;
        }
        try {
            Subject subject = Subject.of(event.event(reader));
            Optional<List<OutgoingRecord>> records = decider.maker()
                    .decide(subject)
                    .map(decision -> DecisionRecords.of(
                            decision, subject.tenantId(), Clock.systemUTC().instant()));
            result.complete(records.orElse(List.of()));
        } catch (FeaturesAwayException e) {
            LOG.atDebug().setCause(e).addKeyValue("topic", event.topic()).log("features are away, trying again");
            if (!pool.isShutdown()) {
                pool.schedule(() -> decide(event, result), RETRY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
        if (worker != null) {
            worker.close();
        }
    }
}
