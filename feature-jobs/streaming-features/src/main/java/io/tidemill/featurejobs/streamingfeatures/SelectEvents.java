package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.metrics.Counter;

/** The events of one view's source that belong to somebody; the others of the source are counted. */
final class SelectEvents extends RichFilterFunction<StreamedEvent> {
    private static final long serialVersionUID = 1L;

    private final StreamFeatureView view;
    private final KeyOfView key;
    private transient Counter keyless;

    SelectEvents(StreamFeatureView view, SchemaSource schemas) {
        this.view = Objects.requireNonNull(view, "view");
        this.key = new KeyOfView(view, schemas);
    }

    @Override
    public void open(OpenContext context) {
        keyless = getRuntimeContext()
                .getMetricGroup()
                .addGroup("view", view.name())
                .counter("tidemill_feature_keyless_events");
    }

    @Override
    public boolean filter(StreamedEvent event) {
        if (!event.type().equals(view.source())) {
            return false;
        }
        if (key.find(event).isEmpty()) {
            keyless.inc();
            return false;
        }
        return true;
    }
}
