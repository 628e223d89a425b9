package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a view's states, after four that tell the layout: a view whose columns or windows were changed under the
 * same version, as where nobody keeps versions, begins anew instead of misreading its states.
 */
final class StateFormat {
    private final ViewAggregation aggregation;
    private final int layout;

    StateFormat(ViewAggregation aggregation) {
        this.aggregation = aggregation;
        layout = aggregation.layout().hashCode();
    }

    byte[] write(ViewState state) {
        return withLayout(state.toBytes());
    }

    /** The bytes of a state as the lake's have them, in this format. */
    byte[] withLayout(byte[] state) {
        return ByteBuffer.allocate(Integer.BYTES + state.length)
                .putInt(layout)
                .put(state)
                .array();
    }

    /** The state of these bytes; a new one of none, or of those of another layout. */
    ViewState read(byte @Nullable [] bytes) {
        return bytes == null || ByteBuffer.wrap(bytes).getInt() != layout
                ? aggregation.newState()
                : aggregation.read(Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
    }
}
