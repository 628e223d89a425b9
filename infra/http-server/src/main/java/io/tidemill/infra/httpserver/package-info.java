/**
 * The server that every module's routes run in: REST and gRPC on one port, with problem details, tokens, audit, health,
 * metrics and documentation. A test starts one so:
 *
 * <pre>{@code
 * LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
 * ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), clock);
 * try (HttpServer server = HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(group))) {
 *     String bearer = tokens.issue("tester", "default", Set.of(Role.READER), Duration.ofMinutes(5));
 *     URI uri = server.uri("/api/features?view=...");
 * }
 * }</pre>
 */
@NullMarked
package io.tidemill.infra.httpserver;

import org.jspecify.annotations.NullMarked;
