package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.java.functions.KeySelector;
import org.jspecify.annotations.Nullable;

/** Whose an event is in one view. Decodes the event's data only where a field of it is a key. */
final class KeyOfView implements KeySelector<StreamedEvent, String> {
    private static final long serialVersionUID = 1L;

    private final ViewKey key;
    private final SchemaSource schemas;
    private transient @Nullable EventCodec codec;

    KeyOfView(StreamFeatureView view, SchemaSource schemas) {
        this.key = ViewKey.of(view);
        this.schemas = Objects.requireNonNull(schemas, "schemas");
    }

    /** The key; empty if a field of it has no value. */
    Optional<String> find(StreamedEvent event) {
        return key.of(event.subject(), field -> event.event(codec()).value(field));
    }

    @Override
    public String getKey(StreamedEvent event) {
        return find(event)
                .orElseThrow(() -> new IllegalStateException(event + " has no value of a key: it was not selected"));
    }

    private EventCodec codec() {
        EventCodec opened = codec;
        if (opened == null) {
            opened = new EventCodec(schemas.open());
            codec = opened;
        }
        return opened;
    }
}
