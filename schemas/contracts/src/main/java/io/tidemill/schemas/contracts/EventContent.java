package io.tidemill.schemas.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What an event says, in 96 bits: enough to tell that another event under the same source and id is not the same. It is
 * taken over the attributes beside source and id and over the data's Avro bytes, so that the order of keys in JSON makes
 * no difference. Stored in state: never change how it is computed.
 *
 * @param schemaId the schema that the data is written in; -1 where there is no data in Confluent's wire format
 * @param checksum CRC-32C and CRC-32 of the content; not proof against someone who wants two contents to look the same
 */
public record EventContent(int schemaId, long checksum) {
    /** The content of an event of which only source and id are known; it contradicts none. */
    public static final EventContent UNKNOWN = new EventContent(-2, 0);

    private static final int WIRE_HEADER_BYTES = 5;
    private static final int NO_SCHEMA = -1;

    /**
     * The content of an event.
     *
     * @param value the data in Confluent's wire format
     */
    public static EventContent of(String type, String subject, Instant time, String tenantId, byte @Nullable [] value) {
        byte[] attributes = (type + '\n' + subject + '\n' + tenantId + '\n').getBytes(StandardCharsets.UTF_8);
        byte[] millis =
                ByteBuffer.allocate(Long.BYTES).putLong(time.toEpochMilli()).array();
        CRC32C high = new CRC32C();
        CRC32 low = new CRC32();
        boolean wireFormat = value != null && value.length >= WIRE_HEADER_BYTES && value[0] == 0;
        for (Checksum sum : new Checksum[] {high, low}) {
            sum.update(attributes);
            sum.update(millis);
            if (value != null) {
                int start = wireFormat ? WIRE_HEADER_BYTES : 0;
                sum.update(value, start, value.length - start);
            }
        }
        int schemaId = wireFormat ? ByteBuffer.wrap(value, 1, Integer.BYTES).getInt() : NO_SCHEMA;
        return new EventContent(schemaId, high.getValue() << Integer.SIZE | low.getValue());
    }

    /**
     * Whether two events with these contents under one source and id cannot be the same event. The same event written in
     * two versions of its schema has other bytes, so contents in different schemas never contradict each other.
     */
    public boolean contradicts(EventContent other) {
        return schemaId == other.schemaId && checksum != other.checksum;
    }

    /** The checksum in hexadecimal digits. */
    public String hash() {
        return HexFormat.of().toHexDigits(checksum);
    }
}
