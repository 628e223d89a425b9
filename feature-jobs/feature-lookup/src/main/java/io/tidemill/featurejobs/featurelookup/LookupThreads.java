package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs lookups off the event loop, so many at once, and answers each within the time limit whatever becomes of it. They have
 * threads of their own: when Redis is slow, what else the server does does not wait.
 */
final class LookupThreads implements AutoCloseable {
    private static final int MOST_WAITING = 1000;
    private static final long IDLE_SECONDS = 60;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Duration timeLimit;
    private final ExecutorService threads;

    LookupThreads(LookupSettings settings) {
        this.timeLimit = settings.timeLimit();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread thread = new Thread(task, "feature-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** What a lookup returns or throws; a problem with status 503 if that takes too long, or too many wait already. */
    <T> CompletionStage<T> answer(Supplier<T> lookup) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> run(lookup, answer));
        } catch (RejectedExecutionException e) {
            throw ProblemException.unavailable("as many lookups wait as this server lets wait", RETRY_AFTER)
                    .withCause(e);
        }
        return answer.orTimeout(timeLimit.toNanos(), TimeUnit.NANOSECONDS).exceptionally(failure -> {
            throw new CompletionException(failure instanceof TimeoutException ? tooSlow() : failure);
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static <T> void run(Supplier<T> lookup, CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return; // It waited for a thread until its time was over.
        }
        try {
            answer.complete(lookup.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private ProblemException tooSlow() {
        return ProblemException.unavailable("no answer of the online store within " + timeLimit, RETRY_AFTER);
    }
}
