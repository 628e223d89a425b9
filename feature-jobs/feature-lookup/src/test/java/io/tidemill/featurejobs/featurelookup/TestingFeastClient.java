package io.tidemill.featurejobs.featurelookup;

import com.google.protobuf.Message;
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
import io.tidemill.featurejobs.featurelookup.protocol.GetFeastServingInfoRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetFeastServingInfoResponse;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What Feast's Java client does on the wire, by gRPC's own client. That client itself cannot be had in this class path: its
 * messages were generated for protobuf 3, and fail under the protobuf 4 of the server.
 */
final class TestingFeastClient implements AutoCloseable {
    private static final String SERVICE = "feast.serving.ServingService/";
    private static final MethodDescriptor<GetFeastServingInfoRequest, GetFeastServingInfoResponse> INFO = method(
            "GetFeastServingInfo",
            ProtoUtils.marshaller(GetFeastServingInfoRequest.getDefaultInstance()),
            ProtoUtils.marshaller(GetFeastServingInfoResponse.getDefaultInstance()));
    private static final MethodDescriptor<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse> FEATURES = method(
            "GetOnlineFeatures",
            ProtoUtils.marshaller(GetOnlineFeaturesRequest.getDefaultInstance()),
            ProtoUtils.marshaller(GetOnlineFeaturesResponse.getDefaultInstance()));
    private static final MethodDescriptor<byte[], byte[]> RAW_FEATURES =
            method("GetOnlineFeatures", new Untouched(), new Untouched());

    private final ManagedChannel channel;
    private final Channel authenticated;

    TestingFeastClient(TestingFeatureServer server) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + server.token());
        authenticated = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    GetFeastServingInfoResponse info() {
        return call(authenticated, INFO, GetFeastServingInfoRequest.getDefaultInstance());
    }

    GetOnlineFeaturesResponse features(GetOnlineFeaturesRequest request) {
        return call(authenticated, FEATURES, request);
    }

    GetOnlineFeaturesResponse featuresWithoutToken(GetOnlineFeaturesRequest request) {
        return call(channel, FEATURES, request);
    }

    /** The bytes of the answer to the bytes of a request. */
    byte[] features(byte[] request) {
        return ClientCalls.blockingUnaryCall(authenticated, RAW_FEATURES, CallOptions.DEFAULT, request);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static <Q extends Message, A extends Message> A call(
            Channel channel, MethodDescriptor<Q, A> method, Q request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

    private static <Q, A> MethodDescriptor<Q, A> method(
            String name, MethodDescriptor.Marshaller<Q> request, MethodDescriptor.Marshaller<A> response) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(SERVICE + name)
                .setRequestMarshaller(request)
                .setResponseMarshaller(response)
                .build();
    }

    /** Messages as the bytes they are. */
    private static final class Untouched implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
