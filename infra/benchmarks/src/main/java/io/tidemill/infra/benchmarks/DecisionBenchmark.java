package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A decision on an order, with the rules and the model that are live. */
@Command(
        name = "decision",
        description = "POST /api/decisions with the rules and the model that are live; beside it an empty answer of the"
                + " same server.",
        mixinStandardHelpOptions = true)
final class DecisionBenchmark implements Callable<Integer> {
    private final AtomicLong asked = new AtomicLong();

    @Mixin
    private StackOptions options = new StackOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DecisionBenchmark() {}

    @Override
    public Integer call() throws IOException {
        RunningStack stack = options.stack();
        Api api = new Api(stack);
        options.measure(
                stack,
                List.of(
                        new Workload("decision", () -> decide(api), List.of("servers", "redis")),
                        GatewayBenchmark.emptyAnswer(api)),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return 0;
    }

    private CompletionStage<String> decide(Api api) {
        long number = asked.incrementAndGet();
        String member = Orders.member(number);
        return api.post(
                "/api/decisions",
                "application/json",
                "{\"eventType\":\"" + Orders.TYPE + "\",\"entityId\":\"" + member + "\",\"data\":{\"orderId\":\"o-"
                        + number + "\",\"memberId\":\"" + member + "\",\"amount\":" + number % 200 + "}}");
    }
}
