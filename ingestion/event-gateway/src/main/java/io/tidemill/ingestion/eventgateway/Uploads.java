package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.BodyInput;
import io.tidemill.infra.httpserver.routes.BodyParts;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.ingestion.eventgateway.limits.TenantRates;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs uploads, each on a thread of its own: so many at once, and of one tenant a quarter of them. */
final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int GZIP_BUFFER_BYTES = 32 << 10;

    private final Reception reception;
    private final TenantRates rates;
    private final ExecutorService threads;
    private final int mostOfTenant;
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    Uploads(Reception reception, TenantRates rates, int most) {
        this.reception = reception;
        this.rates = rates;
        this.mostOfTenant = Math.max(1, most / 4);
        this.threads = new ThreadPoolExecutor(0, most, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "event-gateway-upload");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins an upload. */
    CompletionStage<Response> begin(Request head, BodyParts body) {
        Caller caller = head.caller();
        boolean gzip = isGzip(head);
        rates.admit(caller.tenant());
        enter(caller.tenant());
        CompletableFuture<Response> answer = new CompletableFuture<>();
        answer.whenComplete((done, failure) -> leave(caller.tenant()));
        try {
            threads.execute(() -> run(caller, new BodyInput(body), gzip, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    ProblemException.unavailable("as many uploads run as this server takes at once", RETRY_AFTER));
        }
        return answer;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void run(Caller caller, BodyInput body, boolean gzip, CompletableFuture<Response> answer) {
        try (InputStream in = gzip ? new GZIPInputStream(body, GZIP_BUFFER_BYTES) : body) {
            answer.complete(new Upload(reception, rates, caller).read(in));
        } catch (IOException e) {
            answer.completeExceptionally(
                    ProblemException.malformed("the body is not in gzip, which content-encoding says it is"));
        } catch (ProblemException e) {
            answer.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("upload failed");
            answer.completeExceptionally(e);
        }
    }

    private static boolean isGzip(Request head) {
        String encoding = head.header("content-encoding").orElse("identity");
        if (encoding.equalsIgnoreCase("gzip")) {
            return true;
        }
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    415,
                    "Media type not supported",
                    "content-encoding",
                    "content-encoding " + encoding + ": expected gzip or identity");
        }
        return false;
    }

    private void enter(String tenant) {
        int now = running.merge(tenant, 1, Integer::sum);
        if (now > mostOfTenant) {
            leave(tenant);
            throw new ProblemException(
                            429,
                            "Too many uploads",
                            "tenant " + tenant + " has " + mostOfTenant
                                    + " uploads running, the most it may have at once")
                    .withRetryAfter(RETRY_AFTER);
        }
    }

    private void leave(String tenant) {
        running.computeIfPresent(tenant, (name, count) -> count > 1 ? count - 1 : null);
    }
}
