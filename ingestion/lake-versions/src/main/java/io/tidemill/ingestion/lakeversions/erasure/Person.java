package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.infra.httpserver.routes.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whom an erasure is about.
 *
 * @param subject as events name them
 * @param tenant whose rows alone are meant; every tenant's when absent
 * @param columns columns that name the person, beside the event's subject and the entity of a decision
 */
public record Person(String subject, Optional<String> tenant, Set<String> columns) {
    public Person {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("subject is blank: expected the subject of the person's events");
        }
        Objects.requireNonNull(tenant, "tenant");
        columns = Set.copyOf(columns);
    }

    /** What is kept of the subject once nothing else of it is: SHA-256 in hexadecimal. */
    public String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a text mentions the person, as a word of its own; as the text is, or as it stands in JSON. */
    public boolean isMentionedIn(String text) {
        return new Mention(subject).in(text) || new Mention(inJson()).in(text);
    }

    /** The subject as JSON writes it, without its quotes. */
    public String inJson() {
        String quoted = new String(Json.write(subject), StandardCharsets.UTF_8);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Not with the subject, which is not for logs. */
    @Override
    public String toString() {
        return "Person[" + digest() + "]";
    }
}
