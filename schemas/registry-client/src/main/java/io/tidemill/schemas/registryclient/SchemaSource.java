package io.tidemill.schemas.registryclient;

import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.Serializable;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a process has its event schemas from: a registry, or what is released with the code. It is configuration, and
 * travels with a job to every task.
 *
 * @param registryUrl {@code schemas.registry-url}; empty for the released schemas alone
 * @param user {@code schemas.registry-user}, for basic authentication; may be empty
 * @param password {@code schemas.registry-password}; may be empty
 * @param tokenFile {@code schemas.registry-token-file}, a file with a bearer token, read at each request; may be empty
 * @param releasedIds {@code schemas.released-ids}: whether the ids of the released schemas are the registry's own, as in
 *     Tidemill's registry, and need not be asked for
 */
public record SchemaSource(String registryUrl, String user, String password, String tokenFile, boolean releasedIds)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Every task of a process that reads from one registry shares what it has told; Flink gives tasks no other place. */
    private static final Map<SchemaSource, EventSchemas> OPEN = new ConcurrentHashMap<>();

    public SchemaSource {
        if (!registryUrl.isEmpty() && !URI.create(registryUrl).isAbsolute()) {
            throw new IllegalArgumentException(
                    "schemas.registry-url=" + registryUrl + ": expected an address such as http://registry:8081");
        }
    }

    /** The schemas released with the code, and no others. */
    public static SchemaSource released() {
        return new SchemaSource("", "", "", "", true);
    }

    /** What the settings of a process say. */
    public static SchemaSource of(Map<String, String> settings) {
        String url = settings.getOrDefault("schemas.registry-url", "");
        return url.isEmpty()
                ? released()
                : new SchemaSource(
                        url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                        settings.getOrDefault("schemas.registry-user", ""),
                        settings.getOrDefault("schemas.registry-password", ""),
                        settings.getOrDefault("schemas.registry-token-file", ""),
                        Boolean.parseBoolean(settings.getOrDefault("schemas.released-ids", "false")));
    }

    /** Whether there is a registry. */
    public boolean hasRegistry() {
        return !registryUrl.isEmpty();
    }

    /** The schemas; the same object for the same source within a process. */
    public EventSchemas open() {
        return OPEN.computeIfAbsent(
                this, source -> source.hasRegistry() ? LiveSchemas.of(source) : ReleasedSchemas.load());
    }

    /**
     * The same schemas as {@link #open()}, with what the registry tells at this moment. For a command, which cannot wait
     * until they are refreshed.
     *
     * @throws RegistryAwayException if the registry does not answer
     */
    public EventSchemas current() throws RegistryAwayException, InterruptedException {
        EventSchemas schemas = open();
        if (schemas instanceof LiveSchemas live) {
            live.refresh();
        }
        return schemas;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return hasRegistry() ? registryUrl : "released schemas";
    }
}
