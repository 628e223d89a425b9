package io.tidemill.featurejobs.trainingsets;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the same with many things at once, on as many threads as there are cores. */
final class AllCores {
    private AllCores() {}

    /**
     * Returns when all is done. What fails first is thrown, once nothing of it runs any more.
     *
     * @param action is called on several threads
     */
    static <T> void forEach(List<T> things, Consumer<T> action) {
        int threads = Math.min(things.size(), Runtime.getRuntime().availableProcessors());
        if (threads < 2) {
            things.forEach(action);
            return;
        }
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> begun = new ArrayList<>();
            things.forEach(thing -> begun.add(workers.submit(() -> action.accept(thing))));
            for (Future<?> each : begun) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            end(workers);
        }
    }

    private static void end(ExecutorService workers) {
        workers.shutdownNow();
        try {
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException("reading failed", failure);
    }
}
