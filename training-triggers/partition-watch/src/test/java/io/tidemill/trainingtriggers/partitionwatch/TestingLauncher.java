package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.modeltraining.RunResult;
import io.tidemill.trainingtriggers.modeltraining.RunSpec;
import io.tidemill.trainingtriggers.modeltraining.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts real processes that do what a test says instead of training. */
final class TestingLauncher implements RunLauncher {
    private final Map<Integer, String> scripts = new ConcurrentHashMap<>();
    private final List<RunSpec> launched = new CopyOnWriteArrayList<>();
    private volatile String trainedOn = "orders@v1";
    private volatile RunResult result =
            new RunResult.Trained("unused", 0.8, new Verdict(true, "there is no champion yet"));

    /** What the launch of this number, from 1, runs instead of ending well. */
    void onLaunch(int number, String script) {
        scripts.put(number, script);
    }

    /** The version of a view that it says it was trained on. */
    void trainedOn(String version) {
        trainedOn = version;
    }

    void result(RunResult next) {
        result = next;
    }

    List<RunSpec> launched() {
        return List.copyOf(launched);
    }

    @Override
    public Process launch(RunSpec spec, Path folder) throws IOException {
        launched.add(spec);
        Files.writeString(
                folder.resolve(RunResult.ARTIFACT),
                "{\"features\":[\"orders:recency\"],\"featureVersions\":[\"" + trainedOn + "\"],\"trainAsOf\":\""
                        + spec.trainAsOf() + "\"}",
                StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve(RunResult.REPORT),
                "{\"evaluation\":{\"auc\":0.8},\"snapshotIds\":{\"order_paid\":7},\"parameters\":{\"rounds\":5}}");
        Files.writeString(folder.resolve(RunResult.REPORT_PAGE), "<html></html>");
        result.write(folder);
        return new ProcessBuilder("sh", "-c", scripts.getOrDefault(launched.size(), "exit 0"))
                .redirectOutput(folder.resolve(PROGRESS).toFile())
                .start();
    }
}
