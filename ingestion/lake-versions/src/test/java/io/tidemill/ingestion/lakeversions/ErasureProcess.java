package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that works on erasures, to be killed. */
final class ErasureProcess {
    private ErasureProcess() {}

    static Process start(String url, Path warehouse) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                ErasureProcess.class.getName(),
                url,
                warehouse.toString());
        Map<String, String> environment = builder.environment();
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl(arguments[0]);
        try (LakeVersions versions = LakeVersions.open(
                Configuration.of(ErasureTest.settings(arguments[0], Path.of(arguments[1]), "PT0.1S")),
                postgres,
                Clock.systemUTC())) {
            new CountDownLatch(1).await();
        }
    }
}
