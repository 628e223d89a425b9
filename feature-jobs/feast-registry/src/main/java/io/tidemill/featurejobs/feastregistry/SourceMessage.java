package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;

/**
 * The source of a view's past, {@code feast.core.DataSource}: a Parquet file below the repository. Feast opens no view
 * without a batch source; it reads it only to materialize and for historical features.
 */
final class SourceMessage {
    private static final int TYPE = 1;
    private static final int TIMESTAMP_FIELD = 3;
    private static final int FILE_OPTIONS = 11;
    private static final int CLASS_TYPE = 17;
    private static final int NAME = 20;
    private static final int PROJECT = 21;
    private static final int DESCRIPTION = 23;
    private static final int OWNER = 25;

    /** {@code SourceType.BATCH_FILE}. */
    private static final int BATCH_FILE = 1;

    private static final int FILE_FORMAT = 1;
    private static final int FILE_URI = 2;
    private static final int PARQUET_FORMAT = 1;

    private SourceMessage() {}

    private static String origin(StoredView view) {
        if (view instanceof StreamFeatureView stream) {
            return ", computed from events " + String.join(", ", stream.sources());
        }
        return view instanceof BatchFeatureView batch
                ? ", columns of the lake's table " + batch.source().table()
                : "";
    }

    static ProtoMessage of(String project, StoredView view) {
        ProtoMessage parquet = new ProtoMessage().message(PARQUET_FORMAT, new ProtoMessage());
        return new ProtoMessage()
                .text(NAME, view.name() + "_history")
                .text(PROJECT, project)
                .text(DESCRIPTION, "Past values of " + view.name() + origin(view) + ".")
                .text(OWNER, view.owner())
                .number(TYPE, BATCH_FILE)
                .text(CLASS_TYPE, "feast.infra.offline_stores.file_source.FileSource")
                .text(TIMESTAMP_FIELD, "event_timestamp")
                .message(
                        FILE_OPTIONS,
                        new ProtoMessage()
                                .message(FILE_FORMAT, parquet)
                                .text(FILE_URI, "data/" + view.name() + ".parquet"));
    }
}
