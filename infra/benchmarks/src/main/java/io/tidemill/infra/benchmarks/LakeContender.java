package io.tidemill.infra.benchmarks;

import io.tidemill.schemas.contracts.Topic;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** What writes the topic of orders to files, as a process of its own. Each reads on where it stopped when it is started again. */
enum LakeContender {
    /** The lake job, on a local Flink cluster in its process. */
    TIDEMILL("lake job") {
        @Override
        List<String> command(Setting setting) throws IOException {
            return setting.lakeJob(LAKE_SINK);
        }
    },

    /** Kafka Connect, standalone, with Iceberg's sink. */
    CONNECT("Kafka Connect's Iceberg sink") {
        @Override
        List<String> command(Setting setting) throws IOException {
            Path worker = setting.write(
                    "worker.properties",
                    Map.of(
                            "bootstrap.servers", setting.kafka(),
                            "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                            "value.converter", "io.tidemill.infra.lakepeers.EventConverter",
                            "offset.storage.file.filename",
                                    setting.folder().resolve("connect.offsets").toString(),
                            "plugin.discovery", "service_load",
                            "listeners", "http://127.0.0.1:0",
                            "connector.client.config.override.policy", "All"));
            Path sink = setting.write(
                    "sink.properties",
                    Map.ofEntries(
                            Map.entry("name", "orders"),
                            Map.entry("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector"),
                            Map.entry("tasks.max", Integer.toString(setting.parallelism())),
                            Map.entry("topics", OrderTopic.TOPIC.name()),
                            Map.entry("consumer.override.auto.offset.reset", "earliest"),
                            Map.entry("consumer.override.max.poll.records", "2000"),
                            Map.entry("iceberg.tables", "tidemill." + CONNECT_TABLE),
                            Map.entry("iceberg.tables.auto-create-enabled", "true"),
                            Map.entry("iceberg.tables.default-partition-by", "day(event_time)"),
                            Map.entry("iceberg.tables.auto-create-props.write.parquet.compression-codec", "zstd"),
                            Map.entry("iceberg.control.topic", CONNECT_CONTROL.name()),
                            Map.entry(
                                    "iceberg.control.commit.interval-ms",
                                    Long.toString(setting.commitInterval().toMillis())),
                            Map.entry("iceberg.catalog", "tidemill"),
                            Map.entry("iceberg.catalog.type", "jdbc"),
                            Map.entry("iceberg.catalog.uri", setting.catalogUri()),
                            Map.entry("iceberg.catalog.jdbc.schema-version", "V1"),
                            Map.entry(
                                    "iceberg.catalog.warehouse",
                                    setting.folder().resolve("warehouse").toString())));
            List<String> command = setting.java("infra/lake-peers");
            command.addAll(
                    List.of("org.apache.kafka.connect.cli.ConnectStandalone", worker.toString(), sink.toString()));
            return command;
        }
    },

    /** A consumer and a Parquet writer in one loop. */
    BARE("bare consumer and Parquet writer") {
        @Override
        List<String> command(Setting setting) {
            List<String> command = setting.java("infra/lake-peers");
            command.addAll(List.of(
                    "io.tidemill.infra.lakepeers.BareParquetWriter",
                    setting.kafka(),
                    OrderTopic.TOPIC.name(),
                    "tidemill.benchmarks.bare",
                    setting.folder().resolve("bare").toString(),
                    Long.toString(setting.commitInterval().toSeconds())));
            return command;
        }
    };

    static final String LAKE_SINK = "io.tidemill.ingestion.lakesink.LakeSinkJob";
    static final String LAKE_MAINTENANCE = "io.tidemill.ingestion.lakemaintenance.LakeMaintenanceJob";
    static final String CONNECT_TABLE = "connect_order_paid";

    /** Where the parts of Iceberg's sink talk to each other. */
    static final Topic CONNECT_CONTROL =
            new Topic("tidemill.benchmarks.connect-control", "benchmarks", "none", 1, Optional.of(Duration.ofDays(1)));

    private final String title;

    LakeContender(String title) {
        this.title = title;
    }

    /** As it stands in the report. */
    String title() {
        return title;
    }

    abstract List<String> command(Setting setting) throws IOException;

    /** Starts it; its output goes to a file of the folder. */
    Process start(Setting setting) throws IOException {
        return setting.start(name().toLowerCase(Locale.ROOT), command(setting));
    }

    /** Ends a process, by force if it takes more than half a minute. */
    static void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * Where and how it runs.
     *
     * @param home the repository
     * @param folder for its tables, checkpoints and logs
     */
    record Setting(Path home, Path folder, String kafka, String catalogUri, Duration commitInterval, int parallelism) {
        /** Where the layouts of the lake's tables are declared; empty for the defaults. */
        Path definitions() throws IOException {
            return Files.createDirectories(folder.resolve("definitions"));
        }

        /** The command of one of the lake's jobs, on a local Flink cluster in its process. */
        List<String> lakeJob(String program) throws IOException {
            return job(
                    program,
                    Map.of(
                            "lake.catalog-uri",
                            catalogUri,
                            "postgres.url",
                            catalogUri,
                            "lake.warehouse",
                            folder.resolve("warehouse").toString(),
                            "lake.commit-interval",
                            commitInterval.toString()));
        }

        /** The command of any job, on a local Flink cluster in its process. */
        List<String> job(String program, Map<String, String> own) throws IOException {
            Map<String, String> settings = new HashMap<>(own);
            settings.put("kafka.bootstrap-servers", kafka);
            settings.put("definitions.folder", definitions().toString());
            settings.put("flink.parallelism", Integer.toString(parallelism));
            settings.put(
                    "flink.checkpoint-folder",
                    folder.resolve("checkpoints").toUri().toString());
            Path config = write("job.properties", settings);
            List<String> command = java("infra/embedded-flink");
            command.addAll(List.of(program, "--config", config.toString()));
            return command;
        }

        /** Starts a process whose output goes to a file of the folder. */
        Process start(String log, List<String> command) throws IOException {
            Files.createDirectories(folder);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(log + ".log").toFile()))
                    .start();
        }

        /** A Java process with a module's class path; all contenders have the same heap and collector. */
        private List<String> java(String module) {
            Path target = home.resolve(module).resolve("target");
            try {
                String classPath = target.resolve("classes") + ":" + Files.readString(target.resolve("classpath.txt"));
                return new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        "-cp",
                        classPath.strip()));
            } catch (IOException e) {
                throw new IllegalStateException(module + " is not built: mvn -Ppeers package", e);
            }
        }

        private Path write(String name, Map<String, String> settings) throws IOException {
            Properties properties = new Properties();
            properties.putAll(settings);
            StringWriter text = new StringWriter();
            properties.store(text, null);
            return Files.writeString(folder.resolve(name), text.toString());
        }
    }
}
