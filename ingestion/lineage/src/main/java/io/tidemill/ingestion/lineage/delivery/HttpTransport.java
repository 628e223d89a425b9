package io.tidemill.ingestion.lineage.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts each event to a URL, as Marquez and other receivers of OpenLineage take them. */
public final class HttpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI url;
    private final Optional<String> token;

    public HttpTransport(URI url, Optional<String> token) {
        this.url = url;
        this.token = token;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Delivered deliver(List<Outbox.Waiting> events, long length) throws IOException, InterruptedException {
        int refused = 0;
        for (int done = 0; done < events.size(); done++) {
            try {
                refused += taken(events.get(done)) ? 0 : 1;
            } catch (IOException e) {
                if (done == 0) {
                    throw e;
                }
                return new Delivered(done, refused, length);
            }
        }
        return new Delivered(events.size(), refused, length);
    }

    @Override
    public void close() {
        // The client ends with its last use.
    }

    /** Whether the receiver took it; it throws if it may another time. */
    private boolean taken(Outbox.Waiting event) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event.body()));
        token.ifPresent(bearer -> request.header("authorization", "Bearer " + bearer));
        int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status / 100 == 2) {
            return true;
        }
        if (status / 100 != 4 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
            throw new IOException("the receiver of lineage at " + url + " answered " + status);
        }
        LOG.atError()
                .addKeyValue("job", event.job())
                .addKeyValue("status", status)
                .log("a lineage event is refused and dropped");
        return false;
    }
}
