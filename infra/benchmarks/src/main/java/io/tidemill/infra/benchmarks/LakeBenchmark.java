package io.tidemill.infra.benchmarks;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An event from the gateway's answer to the snapshot that has it. */
@Command(
        name = "lake",
        description = "From an event's acceptance to the snapshot of its table in which a reader sees it. Rows are"
                + " counted: the n-th event accepted is visible when the table has n rows more than before, so nothing"
                + " else may write orders meanwhile.",
        mixinStandardHelpOptions = true)
final class LakeBenchmark implements Callable<Integer> {
    private final Orders orders;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--jobs",
            split = ",",
            description = "Processes whose CPU counts. Default: ${DEFAULT-VALUE}",
            defaultValue = "servers,kafka,flink")
    private List<String> jobs = List.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeBenchmark(Clock clock) {
        this.orders = new Orders(clock);
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        RunningStack stack = options.stack();
        Api api = new Api(stack);
        List<Measurement> measurements = new ArrayList<>();
        try (LakeWatch lake = new LakeWatch(stack.catalogUri(), LakeTables.ofEvents(Orders.TYPE));
                BareKafka kafka = new BareKafka(stack.kafka())) {
            for (Pace pace : options.paces()) {
                for (int round = 0; round < options.rounds(); round++) {
                    Visibility visibility = new Visibility(lake::rows);
                    Rounds turns = new Rounds(stack.pids(), spec.commandLine().getErr());
                    Workload ours = new Workload(
                            "accepted", () -> visibility.watch(orders.sendTo(api)), jobs, visibility::begin);
                    Measurement accepted = visibility.during(
                            () -> turns.measure(1, pace, List.of(ours)).get(0));
                    measurements.add(accepted);
                    measurements.add(new Measurement(
                            "accepted to visible",
                            pace.perSecond(),
                            visibility.latency(),
                            visibility.missing(),
                            accepted.cpuMillisPerOperation()));
                    measurements.addAll(turns.measure(
                            1,
                            pace,
                            List.of(new Workload(
                                    "bare producer", () -> kafka.send("key", orders.next()), List.of("kafka")))));
                }
            }
        }
        options.print(measurements, spec.commandLine().getOut());
        return 0;
    }
}
