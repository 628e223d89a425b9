package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.configuration.Configuration;
import java.util.Objects;

/**
 * How a server listens.
 *
 * @param host the address it binds ({@code http.host}, default 127.0.0.1)
 * @param port the port ({@code http.port}), 0 for a free one
 * @param maximumBodyBytes the largest body, without its content encoding ({@code http.maximum-body-bytes}, default 5 MiB)
 * @param workers threads for handlers that wait ({@code http.workers}, default 20)
 * @param eventLoops threads for everything else ({@code http.event-loops}, default the number of processors)
 */
public record HttpServerSettings(String host, int port, int maximumBodyBytes, int workers, int eventLoops) {
    private static final int DEFAULT_BODY_BYTES = 5 << 20;
    private static final int DEFAULT_WORKERS = 20;

    public HttpServerSettings {
        Objects.requireNonNull(host, "host");
    }

    /** The settings below {@code http.} of a configuration. */
    public static HttpServerSettings of(Configuration configuration) {
        return new HttpServerSettings(
                configuration.text("http.host", "127.0.0.1"),
                configuration.integer("http.port", 0, 65535),
                configuration.integer("http.maximum-body-bytes", 1024, 1 << 30, DEFAULT_BODY_BYTES),
                configuration.integer("http.workers", 1, 1000, DEFAULT_WORKERS),
                configuration.integer(
                        "http.event-loops", 1, 1000, Runtime.getRuntime().availableProcessors()));
    }

    /** The defaults, on a free port of 127.0.0.1. */
    public static HttpServerSettings onFreePort() {
        return new HttpServerSettings(
                "127.0.0.1",
                0,
                DEFAULT_BODY_BYTES,
                DEFAULT_WORKERS,
                Runtime.getRuntime().availableProcessors());
    }
}
