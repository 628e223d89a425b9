package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's own client on the port that answers REST. */
class GrpcTest {
    private static final TestingGroup GROUP = new TestingGroup();

    private static LocalTokens tokens;
    private static HttpServer server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start(@TempDir Path folder) {
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        server = HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(GROUP));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void healthFollowsReadiness() {
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(health("testing.Mirror")).isEqualTo(ServingStatus.SERVING);
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .watch(HealthCheckRequest.getDefaultInstance())
                        .next()
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        GROUP.trouble.set(Optional.of("no tide"));
        ServingStatus troubled = health("");
        GROUP.trouble.set(Optional.empty());
        assertThat(troubled).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(status(() -> health("unknown"))).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void theSamePortAnswersRestOverHttp1AndHttp2() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            HttpRequest request =
                    HttpRequest.newBuilder(server.uri("/health/live")).build();
            var response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(version);
        }
    }

    @Test
    void aMethodAnswersTheRoleItDeclares() {
        assertThat(mirror(Role.READER, "a")).isEqualTo(ServingStatus.SERVING);
        assertThat(status(() -> mirror(Role.PRODUCER, "a"))).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status(() -> mirror(channel, "a"))).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void aProblemBecomesAStatusThatNamesTheField() {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> mirror(Role.READER, ""));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getStatus().getDescription()).isEqualTo("service: expected a name");
    }

    private static ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private static ServingStatus mirror(Role role, String service) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + tokens.issue("tester", "default", Set.of(role), Duration.ofMinutes(5)));
        return mirror(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)), service);
    }

    private static ServingStatus mirror(Channel through, String service) {
        MethodDescriptor<HealthCheckRequest, HealthCheckResponse> method = HealthGrpc.getCheckMethod().toBuilder()
                .setFullMethodName("testing.Mirror/Check")
                .build();
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService(service).build();
        return ClientCalls.blockingUnaryCall(through, method, CallOptions.DEFAULT, request)
                .getStatus();
    }

    private static Status.Code status(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }
}
