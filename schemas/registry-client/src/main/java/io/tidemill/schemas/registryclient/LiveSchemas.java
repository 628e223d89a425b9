package io.tidemill.schemas.registryclient;

import io.tidemill.schemas.contracts.EventDataRules;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.SchemasAwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event schemas of a registry. What an id stands for is kept for ever; the newest versions are asked for again about
 * every second for as long as someone asks here. A registry that is away is waited for where an answer cannot do without
 * it, and what was known before is answered meanwhile. Safe to share between threads.
 */
public final class LiveSchemas implements EventSchemas {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSchemas.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long COMPLETE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_UNKNOWN = 10_000;

    private final RegistryClient client;
    private final Map<Integer, List<ReleasedSchema>> byId = new ConcurrentHashMap<>();
    private final Map<String, Long> unknownSince = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final Map<String, ReleasedSchema> released;
    private volatile Map<String, ReleasedSchema> latest;
    private volatile long triedAt = System.nanoTime() - FRESH_NANOS;
    private volatile long answeredAt = System.nanoTime() - COMPLETE_NANOS;

    /**
     * @param released what is known of the registry without asking it
     */
    LiveSchemas(RegistryClient client, Collection<ReleasedSchema> released) {
        this.client = client;
        this.released = new TreeMap<>();
        for (ReleasedSchema schema : released) {
            this.released.merge(schema.type(), schema, LiveSchemas::newer);
            byId.put(schema.id(), List.of(schema));
        }
        this.latest = Collections.unmodifiableMap(new TreeMap<>(this.released));
    }

    static LiveSchemas of(SchemaSource source) {
        List<ReleasedSchema> released = source.releasedIds()
                ? ReleasedSchemas.load().all().stream()
                        .filter(schema -> !EventTypes.isOwn(schema.type()))
                        .toList()
                : List.of();
        return new LiveSchemas(new RegistryClient(source), released);
    }

    @Override
    public List<ReleasedSchema> withId(int id, String type) {
        List<ReleasedSchema> known = byId.getOrDefault(id, List.of());
        if (known.stream().anyMatch(schema -> schema.type().equals(type)) || isUnknown(id, type)) {
            return known;
        }
        List<ReleasedSchema> told = awaitAnswer(id);
        told.forEach(this::keep);
        List<ReleasedSchema> now = byId.getOrDefault(id, List.of());
        if (now.stream().noneMatch(schema -> schema.type().equals(type))) {
            if (unknownSince.size() >= MOST_UNKNOWN) {
                unknownSince.clear();
            }
            unknownSince.put(id + "/" + type, System.nanoTime());
        }
        return now;
    }

    @Override
    public Optional<ReleasedSchema> latest(String type) {
        refreshWhenOld();
        return Optional.ofNullable(latest.get(type));
    }

    @Override
    public Collection<ReleasedSchema> latest() {
        refreshWhenOld();
        return latest.values();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The very object is asked for.
    public Optional<ReleasedSchema> having(String type, Schema schema) {
        return byId.values().stream()
                .flatMap(List::stream)
                .filter(known -> known.schema() == schema && known.type().equals(type))
                .findFirst();
    }

    @Override
    public boolean complete() {
        refreshWhenOld();
        return System.nanoTime() - answeredAt < COMPLETE_NANOS;
    }

    /** Subjects that look like event types and cannot be, with the reason in words. */
    public Map<String, String> refused() {
        return new TreeMap<>(refused);
    }

    /**
     * Asks the registry now.
     *
     * @throws RegistryAwayException if it does not answer; what was known stays
     */
    public void refresh() throws RegistryAwayException, InterruptedException {
        List<RegisteredVersion> told;
        try {
            told = client.latest(EventSubjects.prefix());
        } catch (RegistryRefusalException e) {
            throw new RegistryAwayException("the registry does not list its subjects: " + e.getMessage(), e);
        } finally {
            triedAt = System.nanoTime();
        }
        Map<String, ReleasedSchema> next = new TreeMap<>(released);
        refused.clear();
        told.forEach(
                version -> read(version).ifPresent(schema -> next.merge(schema.type(), schema, LiveSchemas::newer)));
        withoutCollisions(next);
        latest = Collections.unmodifiableMap(next);
        answeredAt = System.nanoTime();
    }

    private void refreshWhenOld() {
        if (System.nanoTime() - triedAt < FRESH_NANOS || !refreshing.compareAndSet(false, true)) {
            return;
        }
        Thread thread = new Thread(this::refreshAside, "schemas-refresh");
        thread.setDaemon(true);
        thread.start();
    }

    private void refreshAside() {
        try {
            refresh();
        } catch (RegistryAwayException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("schemas not refreshed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refreshing.set(false);
        }
    }

    private boolean isUnknown(int id, String type) {
        Long since = unknownSince.get(id + "/" + type);
        return since != null && System.nanoTime() - since < FRESH_NANOS;
    }

    private List<ReleasedSchema> awaitAnswer(int id) {
        CountDownLatch never = new CountDownLatch(1);
        Duration pause = Duration.ofMillis(50);
        try {
            while (true) {
                try {
                    return client.withId(id).stream()
                            .map(this::read)
                            .flatMap(Optional::stream)
                            .toList();
                } catch (RegistryAwayException e) {
                    LOG.atWarn()
                            .addKeyValue("id", id)
                            .addKeyValue("reason", e.getMessage())
                            .log("waiting for the registry");
                }
                if (never.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("nobody counts it down");
                }
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemasAwayException("interrupted while schema id " + id + " was asked for", e);
        }
    }

    /** The version as one of an event type; empty, and noted, when it cannot be. */
    private Optional<ReleasedSchema> read(RegisteredVersion version) {
        Optional<String> type = EventSubjects.typeOf(version.subject());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<ReleasedSchema> known = byId.getOrDefault(version.id(), List.of()).stream()
                .filter(schema -> schema.type().equals(type.get()) && schema.version() == version.version())
                .findFirst();
        return known.isPresent() ? known : parse(version, type.get());
    }

    private Optional<ReleasedSchema> parse(RegisteredVersion version, String type) {
        try {
            Schema schema = new Schema.Parser(NameValidator.STRICT_VALIDATOR).parse(version.schema());
            Optional<String> violation = EventTypes.nameViolation(type).or(() -> EventDataRules.violation(schema));
            if (violation.isEmpty()) {
                return Optional.of(keep(new ReleasedSchema(version.id(), type, version.version(), schema)));
            }
            refuse(version.subject(), violation.get());
        } catch (AvroRuntimeException e) {
            refuse(version.subject(), "no Avro schema that can be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The object that is kept for this version: the first that came. */
    private ReleasedSchema keep(ReleasedSchema schema) {
        List<ReleasedSchema> kept = byId.merge(schema.id(), List.of(schema), (before, now) -> {
            if (before.stream().anyMatch(each -> isSame(each, schema))) {
                return before;
            }
            List<ReleasedSchema> both = new ArrayList<>(before);
            both.add(schema);
            return List.copyOf(both);
        });
        return kept.stream().filter(each -> isSame(each, schema)).findFirst().orElse(schema);
    }

    private void refuse(String subject, String reason) {
        if (refused.put(subject, reason) == null) {
            LOG.atDebug()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", reason)
                    .log("no event type");
        }
    }

    /** Of two types that would have one table the first in the alphabet, or the released one, has it. */
    private void withoutCollisions(Map<String, ReleasedSchema> types) {
        Map<String, String> byTable = new TreeMap<>();
        released.keySet().forEach(type -> byTable.put(LakeTables.ofEvents(type), type));
        types.keySet().removeIf(type -> {
            String owner = byTable.merge(LakeTables.ofEvents(type), type, (first, second) -> first);
            if (!owner.equals(type)) {
                refuse(EventSubjects.of(type), "event type " + type + " would have the table of " + owner);
            }
            return !owner.equals(type);
        });
    }

    private static boolean isSame(ReleasedSchema one, ReleasedSchema other) {
        return one.type().equals(other.type()) && one.version() == other.version();
    }

    private static ReleasedSchema newer(ReleasedSchema one, ReleasedSchema other) {
        return other.version() >= one.version() ? other : one;
    }
}
