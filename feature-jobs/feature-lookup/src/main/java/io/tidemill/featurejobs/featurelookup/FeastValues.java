package io.tidemill.featurejobs.featurelookup;

import com.google.protobuf.ByteString;
import io.tidemill.featurejobs.featurelookup.protocol.BoolList;
import io.tidemill.featurejobs.featurelookup.protocol.BytesList;
import io.tidemill.featurejobs.featurelookup.protocol.DoubleList;
import io.tidemill.featurejobs.featurelookup.protocol.FloatList;
import io.tidemill.featurejobs.featurelookup.protocol.Int32List;
import io.tidemill.featurejobs.featurelookup.protocol.Int64List;
import io.tidemill.featurejobs.featurelookup.protocol.StringList;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import java.util.List;
import java.util.function.Function;

/** Stored values as messages of {@code feast.types.Value}. */
final class FeastValues {
    private FeastValues() {}

    /** A null is a value of which nothing is set: Feast's servers answer that, and its clients take it for none. */
    static Value of(FeatureValue value) {
        Value.Builder message = Value.newBuilder();
        if (value instanceof FeatureValue.Int64 number) {
            message.setInt64Val(number.value());
        } else if (value instanceof FeatureValue.Float64 number) {
            message.setDoubleVal(number.value());
        } else if (value instanceof FeatureValue.Text text) {
            message.setStringVal(text.value());
        } else if (value instanceof FeatureValue.Bool bool) {
            message.setBoolVal(bool.value());
        } else if (value instanceof FeatureValue.Int32 number) {
            message.setInt32Val(number.value());
        } else if (value instanceof FeatureValue.Float32 number) {
            message.setFloatVal(number.value());
        } else if (value instanceof FeatureValue.UnixTimestamp time) {
            message.setUnixTimestampVal(time.epochSecond());
        } else if (value instanceof FeatureValue.Bytes bytes) {
            message.setBytesVal(ByteString.copyFrom(bytes.value()));
        } else if (value instanceof FeatureValue.Array array) {
            setList(message, array);
        }
        return message.build();
    }

    private static void setList(Value.Builder message, FeatureValue.Array array) {
        switch (array.kind()) {
            case STRING ->
                message.setStringListVal(StringList.newBuilder()
                        .addAllVal(items(array, FeatureValue.Text.class, FeatureValue.Text::value)));
            case INT64 ->
                message.setInt64ListVal(Int64List.newBuilder()
                        .addAllVal(items(array, FeatureValue.Int64.class, FeatureValue.Int64::value)));
            case DOUBLE ->
                message.setDoubleListVal(DoubleList.newBuilder()
                        .addAllVal(items(array, FeatureValue.Float64.class, FeatureValue.Float64::value)));
            case INT32 ->
                message.setInt32ListVal(Int32List.newBuilder()
                        .addAllVal(items(array, FeatureValue.Int32.class, FeatureValue.Int32::value)));
            case FLOAT ->
                message.setFloatListVal(FloatList.newBuilder()
                        .addAllVal(items(array, FeatureValue.Float32.class, FeatureValue.Float32::value)));
            case BOOL ->
                message.setBoolListVal(BoolList.newBuilder()
                        .addAllVal(items(array, FeatureValue.Bool.class, FeatureValue.Bool::value)));
            case UNIX_TIMESTAMP ->
                message.setUnixTimestampListVal(Int64List.newBuilder()
                        .addAllVal(items(
                                array, FeatureValue.UnixTimestamp.class, FeatureValue.UnixTimestamp::epochSecond)));
            case BYTES ->
                message.setBytesListVal(BytesList.newBuilder()
                        .addAllVal(
                                items(array, FeatureValue.Bytes.class, bytes -> ByteString.copyFrom(bytes.value()))));
        }
    }

    private static <V extends FeatureValue, T> List<T> items(
            FeatureValue.Array array, Class<V> type, Function<V, T> content) {
        return array.items().stream().map(type::cast).map(content).toList();
    }
}
