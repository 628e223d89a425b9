package io.tidemill.infra.launcher.stack;

import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.access.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/** Writes the one configuration file that every process of a stack reads, and the files it names. */
final class StackConfiguration {
    private static final String TRAINING = "training";
    private static final String REGISTRY_URL = "schemas.registry-url";

    /** It is written anew at each start, and lies beside the secret that could sign any other. */
    private static final Duration REGISTRY_TOKEN_LIFE = Duration.ofDays(3650);

    private static final Map<String, String> MODULES = Map.of(
            "servers",
            "infra/servers",
            "flink",
            "infra/embedded-flink",
            "kafka",
            "infra/embedded-kafka",
            TRAINING,
            "training-triggers/model-training");

    private StackConfiguration() {}

    static void write(
            DataFolder folder,
            Repository repository,
            Addresses addresses,
            StackOptions options,
            Map<String, Integer> ports)
            throws IOException {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("data.folder", folder.root().toString()),
                Map.entry("kafka.bootstrap-servers", addresses.kafka()),
                Map.entry("kafka.controller-port", text(ports, "kafka-controller")),
                Map.entry("redis.host", "127.0.0.1"),
                Map.entry("redis.port", text(ports, "redis")),
                // All parts share a machine: a request that waits for a processor says nothing about Redis.
                Map.entry("features.time-limit", "PT5S"),
                Map.entry("features.log.share", "1"),
                Map.entry("postgres.url", addresses.postgres()),
                Map.entry("http.host", "127.0.0.1"),
                Map.entry("http.port", text(ports, "api")),
                Map.entry("flink.rest-port", text(ports, "flink")),
                Map.entry("flink.metrics-port", text(ports, "flink-metrics")),
                Map.entry(
                        "flink.checkpoint-folder",
                        folder.root().resolve("checkpoints").toUri().toString()),
                Map.entry("lake.catalog-uri", addresses.catalogUri()),
                Map.entry("lake.warehouse", addresses.warehouse()),
                Map.entry("lake.commit-interval", "PT2S"),
                Map.entry("artifacts.uri", folder.artifacts().toUri().toString()),
                Map.entry("definitions.folder", options.definitions().toString()),
                Map.entry("feature.project", "tidemill"),
                Map.entry("auth.secret-file", folder.authSecret().toString()),
                Map.entry("pii.key-file", folder.personalDataKey().toString()),
                Map.entry("tenants", "default")));
        SecretFile.readOrMake(folder.personalDataKey());
        LocalTokens.ofSecretFile(folder.authSecret(), Clock.systemUTC());
        if (!options.settings().containsKey(REGISTRY_URL)) {
            properties.putAll(ownRegistry(folder, addresses));
        }
        writeClassPaths(folder, repository, options);
        if (Files.exists(folder.classPath(TRAINING))) {
            properties.setProperty("training.classpath", Files.readString(folder.classPath(TRAINING)));
        }
        DataFolder.write(folder.run().resolve("log4j2.xml"), resource("/child-log4j2.xml"));
        properties.putAll(options.settings());
        StringWriter text = new StringWriter();
        properties.store(text, "Written by tidemill up at each start.");
        DataFolder.write(folder.configuration(), text.toString());
    }

    /** The servers' own registry, with a token by which every process of the stack may read it. */
    private static Map<String, String> ownRegistry(DataFolder folder, Addresses addresses) throws IOException {
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.authSecret(), Clock.systemUTC());
        String token = tokens.issue("tidemill", "default", Set.of(Role.READER), REGISTRY_TOKEN_LIFE);
        DataFolder.write(folder.registryToken(), token);
        return Map.of(
                REGISTRY_URL,
                addresses.api() + "/schema-registry",
                "schemas.released-ids",
                "true",
                "schemas.registry-token-file",
                folder.registryToken().toString());
    }

    private static void writeClassPaths(DataFolder folder, Repository repository, StackOptions options)
            throws IOException {
        FileTrees.delete(folder.jars());
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            String part = module.getKey();
            if (options.parts().contains(part)
                    || part.equals(TRAINING) && Files.exists(repository.classPathFile(module.getValue()))) {
                String classPath = repository.classPath(module.getValue(), folder.jars());
                DataFolder.write(folder.classPath(part), classPath);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(StackConfiguration.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String text(Map<String, Integer> ports, String name) {
        return Integer.toString(Objects.requireNonNull(ports.get(name), name));
    }
}
