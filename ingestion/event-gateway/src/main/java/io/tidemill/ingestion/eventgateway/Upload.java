package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.ingestion.eventgateway.limits.TenantRates;
import io.tidemill.ingestion.eventgateway.upload.Lines;
import io.tidemill.schemas.contracts.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * One upload of events in structured mode, one a line. Lines are read no faster than Kafka acknowledges them and the
 * tenant may send them, and few are in memory at once.
 */
record Upload(Reception reception, TenantRates rates, Caller caller) {
    private static final int MOST_IN_FLIGHT = 1000;

    /** Reads to the end, or until Kafka does not answer, and waits until every line read is settled. */
    Response read(InputStream body) {
        UploadSummary summary = new UploadSummary();
        Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
        try {
            Optional<ProblemException> brokenOff = send(body, summary, inFlight);
            inFlight.acquire(MOST_IN_FLIGHT);
            return brokenOff.map(summary::brokenOff).orElseGet(summary::answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("the server is stopping", java.time.Duration.ofSeconds(1));
        }
    }

    private Optional<ProblemException> send(InputStream body, UploadSummary summary, Semaphore inFlight)
            throws InterruptedException {
        Lines lines = new Lines(body, Topic.MAXIMUM_RECORD_BYTES);
        boolean first = true;
        try {
            Optional<Lines.Line> next = lines.next();
            while (next.isPresent() && !summary.isStuck()) {
                Lines.Line line = next.get();
                summary.read(line.number());
                if (!line.isBlank()) {
                    if (!first) {
                        rates.await(caller.tenant());
                    }
                    first = false;
                    inFlight.acquire();
                    receive(line).thenAccept(receipt -> {
                        summary.settle(line.number(), receipt);
                        inFlight.release();
                    });
                }
                next = lines.next();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(ProblemException.malformed(
                    "the body could not be read to its end, or is not in the content-encoding it says"));
        }
    }

    /** What becomes of a line; never fails. */
    private CompletableFuture<Receipt> receive(Lines.Line line) {
        CompletableFuture<Receipt> receipt;
        try {
            receipt = reception.receive(event(line), caller);
        } catch (RuntimeException e) {
            receipt = CompletableFuture.failedFuture(e);
        }
        return receipt.exceptionally(failure -> Receipt.refused(null, null, Failures.problem(failure)));
    }

    private static JsonNode event(Lines.Line line) {
        return Json.read(line.bytes()
                .orElseThrow(() -> new ProblemException(
                        413,
                        "Event too large",
                        "the line is longer than " + Topic.MAXIMUM_RECORD_BYTES + " bytes, the most one may have")));
    }
}
