package io.tidemill.infra.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One thing whose time is measured. */
@FunctionalInterface
interface Operation {
    /** Begins it; the stage ends when it is done, exceptionally if it failed. */
    CompletionStage<?> begin();

    /** Begins it; one that cannot even be begun has failed. */
    default CompletionStage<?> attempt() {
        try {
            return begin();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
