package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** An event from its sender to the answer that Kafka has it. */
@Command(
        name = "gateway",
        description = "One event a request to POST /api/events; beside it a bare producer with acks=all, and an empty"
                + " answer of the same server.",
        mixinStandardHelpOptions = true)
final class GatewayBenchmark implements Callable<Integer> {
    private final Orders orders;

    @Mixin
    private StackOptions options = new StackOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    GatewayBenchmark(Clock clock) {
        this.orders = new Orders(clock);
    }

    @Override
    public Integer call() throws IOException {
        RunningStack stack = options.stack();
        Api api = new Api(stack);
        AtomicLong keys = new AtomicLong();
        try (BareKafka kafka = new BareKafka(stack.kafka())) {
            options.measure(
                    stack,
                    List.of(
                            new Workload("gateway", () -> orders.sendTo(api), List.of("servers", "kafka")),
                            new Workload(
                                    "bare producer",
                                    () -> kafka.send(Orders.member(keys.incrementAndGet()), orders.next()),
                                    List.of("kafka")),
                            emptyAnswer(api)),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
        }
        return 0;
    }

    /** What a request costs that does nothing. */
    static Workload emptyAnswer(Api api) {
        return new Workload("empty answer", () -> api.get("/health/live"), List.of("servers"));
    }
}
