package io.tidemill.ingestion.eventgateway.limits;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of all tenants on a few threads, one of each tenant in turn, and bounds what one tenant may keep
 * waiting: a tenant that floods the server waits in its own queue and fills no one else's. Safe to share between threads.
 */
public final class TenantQueues implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantQueues.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int TOO_MANY_REQUESTS = 429;

    private final FairShares shares;
    private final Map<String, Tenant> open = new HashMap<>();
    private final Deque<Tenant> turns = new ArrayDeque<>();
    private boolean closed;

    public TenantQueues(FairShares shares) {
        this.shares = shares;
        for (int i = 0; i < shares.threads(); i++) {
            Thread thread = new Thread(this::work, "event-gateway-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The requests of one tenant that are not answered yet; those of them that wait for a thread. */
    private static final class Tenant {
        private final String name;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int requests;
        private long bytes;

        Tenant(String name) {
            this.name = name;
        }
    }

    /**
     * Runs a request when its tenant's turn comes. A request whose answer is done before, as by a timeout, is not run.
     *
     * @param answer completed with what the work ends with
     * @throws ProblemException with 429 naming the tenant and the limit, if too much of it waits already; with 503 if
     *     this is closed
     */
    public <T> void run(
            String tenant, long bytes, CompletableFuture<T> answer, Supplier<? extends CompletionStage<T>> work) {
        admit(tenant, bytes, () -> begin(answer, work));
        answer.whenComplete((done, failure) -> release(tenant, bytes));
    }

    /** How many requests are not answered yet. */
    public synchronized int openRequests() {
        return open.values().stream().mapToInt(tenant -> tenant.requests).sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized void admit(String name, long bytes, Runnable task) {
        if (closed) {
            throw ProblemException.unavailable("the server is stopping", RETRY_AFTER);
        }
        Tenant tenant = open.computeIfAbsent(name, Tenant::new);
        if (Math.max(tenant.requests, tenant.waiting.size()) >= shares.openRequests()) {
            throw tooMany(name, shares.openRequests() + " requests");
        }
        if (tenant.requests > 0 && tenant.bytes + bytes > shares.openBytes()) {
            throw tooMany(name, shares.openBytes() + " bytes of requests");
        }
        tenant.requests++;
        tenant.bytes += bytes;
        if (tenant.waiting.isEmpty()) {
            turns.addLast(tenant);
        }
        tenant.waiting.addLast(task);
        notifyAll();
    }

    private static ProblemException tooMany(String tenant, String limit) {
        return new ProblemException(
                        TOO_MANY_REQUESTS,
                        "Too many requests",
                        "tenant " + tenant + " has " + limit
                                + " waiting, the most it may have at once; nothing of this request was taken")
                .withRetryAfter(RETRY_AFTER);
    }

    private synchronized void release(String name, long bytes) {
        Tenant tenant = open.get(name);
        if (tenant == null) {
            throw new IllegalStateException("tenant " + name + " has no open request");
        }
        tenant.requests--;
        tenant.bytes -= bytes;
        if (tenant.requests == 0 && tenant.waiting.isEmpty()) {
            open.remove(name);
        }
    }

    private void work() {
        Runnable task = next();
        while (task != null) {
            task.run();
            task = next();
        }
    }

    private synchronized @Nullable Runnable next() {
        while (turns.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        Tenant tenant = turns.pollFirst();
        if (tenant == null) {
            return null;
        }
        Runnable task = tenant.waiting.removeFirst();
        if (!tenant.waiting.isEmpty()) {
            turns.addLast(tenant);
        } else if (tenant.requests == 0) {
            open.remove(tenant.name, tenant);
        }
        return task;
    }

    private static <T> void begin(CompletableFuture<T> answer, Supplier<? extends CompletionStage<T>> work) {
        if (answer.isDone()) {
            return;
        }
        try {
            work.get().whenComplete((done, failure) -> {
                if (failure == null) {
                    answer.complete(done);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (ProblemException e) {
            answer.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("request failed");
            answer.completeExceptionally(e);
        }
    }
}
