package io.tidemill.infra.benchmarks;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Features over gRPC, by gRPC's own client on one connection. */
final class FeatureClient implements AutoCloseable {
    private static final MethodDescriptor<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> FEATURES =
            MethodDescriptor.<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("feast.serving.ServingService/GetOnlineFeatures")
                    .setRequestMarshaller(ProtoUtils.marshaller(GetOnlineFeaturesRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(GetOnlineFeaturesResponse.getDefaultInstance()))
                    .build();

    private final ManagedChannel channel;
    private final Channel authenticated;

    FeatureClient(RunningStack stack) {
        channel = NettyChannelBuilder.forAddress(
                        stack.api().getHost(), stack.api().getPort())
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + stack.token());
        authenticated = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    CompletionStage<GetOnlineFeaturesResponse> features(GetOnlineFeaturesRequest request) {
        CompletableFuture<GetOnlineFeaturesResponse> answer = new CompletableFuture<>();
        Futures.addCallback(
                ClientCalls.futureUnaryCall(authenticated.newCall(FEATURES, CallOptions.DEFAULT), request),
                new FutureCallback<GetOnlineFeaturesResponse>() {
                    @Override
                    public void onSuccess(@Nullable GetOnlineFeaturesResponse result) {
                        answer.complete(result); // Never null: a call without an answer has failed.
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }
                },
                MoreExecutors.directExecutor());
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
