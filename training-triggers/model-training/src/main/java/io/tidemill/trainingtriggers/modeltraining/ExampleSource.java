package io.tidemill.trainingtriggers.modeltraining;

import java.io.IOException;
import java.time.Instant;

/** Gives the rows of a model's population as of an instant. */
interface ExampleSource extends AutoCloseable {
    Examples asOf(Instant instant) throws IOException;

    @Override
    void close() throws IOException;
}
