package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names an event in 128 bits: the first half of SHA-256 over source, a zero byte, and id. */
public record EventKey(long high, long low) {
    /** The key of a source and an id. */
    public static EventKey of(String source, String id) {
        MessageDigest digest = sha256();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return firstHalf(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    }

    /** The key of an event under this key with a certain content, for what is to be known of that content alone. */
    public EventKey with(EventContent content) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES);
        bytes.putLong(high).putLong(low).putLong(content.checksum()).putInt(content.schemaId());
        return firstHalf(sha256().digest(bytes.array()));
    }

    private static EventKey firstHalf(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new EventKey(bytes.getLong(), bytes.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
