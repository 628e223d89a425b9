package io.tidemill.infra.benchmarks;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.TopicCreation;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Orders nobody made, written straight to their topic: about 300 bytes each with their headers, each with an id of its own. */
final class OrderTopic implements AutoCloseable {
    static final Topic TOPIC = Topics.ofEvents(Orders.TYPE);

    private final String bootstrapServers;
    private final Clock clock;
    private final int members;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final String run = UUID.randomUUID().toString();
    private final AtomicLong sent = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> producer;

    /** Creates all topics that the contenders need, where they are absent. */
    OrderTopic(String bootstrapServers, Clock clock) {
        this(bootstrapServers, clock, Orders.MEMBERS);
    }

    /** @param members how many different members make orders, each in turn */
    OrderTopic(String bootstrapServers, Clock clock, int members) {
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
        this.members = members;
        createTopics(bootstrapServers);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "linger.ms", "5",
                        "batch.size", "131072",
                        "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends the next one; done when all replicas have it. */
    CompletionStage<Void> send() {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        producer.send(next(), (metadata, failure) -> {
            if (failure == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    /** Sends many as fast as it goes, and waits until all are acknowledged. */
    void fill(long count) {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        for (long number = 0; number < count; number++) {
            producer.send(next(), (metadata, failure) -> {
                if (failure != null) {
                    failed.completeExceptionally(failure);
                }
            });
        }
        producer.flush();
        failed.complete(null);
        failed.join();
    }

    /** How many orders were ever sent, by this and others. */
    long size() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return ends(admin).values().stream().mapToLong(Long::longValue).sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask how long " + TOPIC.name() + " is", e);
        }
    }

    /** Forgets every order that was sent so far. */
    void clear() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            ends(admin).forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(all).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot clear " + TOPIC.name(), e);
        }
    }

    /** How many of the orders that were sent a consumer group has yet to commit. */
    long behind(String group) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long behind = 0;
            for (Map.Entry<TopicPartition, Long> end : ends(admin).entrySet()) {
                OffsetAndMetadata reached = committed.get(end.getKey());
                behind += end.getValue() - (reached == null ? first(admin, end.getKey()) : reached.offset());
            }
            return behind;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask how far " + group + " is", e);
        }
    }

    /** Forgets how far a consumer group is. */
    void forget(String group) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteConsumerGroups(List.of(group)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new IllegalStateException("cannot forget " + group, e);
            }
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < TOPIC.partitions(); partition++) {
            asked.put(new TopicPartition(TOPIC.name(), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static long first(Admin admin, TopicPartition partition) throws InterruptedException, ExecutionException {
        return admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    @Override
    public void close() {
        producer.close();
    }

    private ProducerRecord<byte[], byte[]> next() {
        long number = sent.incrementAndGet();
        String member = Orders.member(number, members);
        OrderPaid data = OrderPaid.newBuilder()
                .setOrderId(run + "-" + number)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(number % 100 * 10_000 + 5_000, 4))
                .build();
        Event event =
                new Event(run + "-" + number, "/benchmarks", Orders.TYPE, member, clock.instant(), "default", data);
        return codec.encode(TOPIC, null, event, clock.instant());
    }

    private static void createTopics(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicCreation.createAbsent(admin, Topics.all());
            TopicCreation.createAbsent(admin, List.of(LakeContender.CONNECT_CONTROL));
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
