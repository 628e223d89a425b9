package io.tidemill.featurejobs.onlinestore;

import java.time.DateTimeException;
import java.time.Instant;

/** {@code google.protobuf.Timestamp}: seconds as field 1, nanoseconds as field 2, zeros left out. */
final class TimestampFormat {
    private static final int SECONDS = 1 << 3;
    private static final int NANOS = 2 << 3;

    private TimestampFormat() {}

    static byte[] encode(Instant time) {
        ByteSink sink = new ByteSink(18);
        if (time.getEpochSecond() != 0) {
            sink.octet(SECONDS).varint(time.getEpochSecond());
        }
        if (time.getNano() != 0) {
            sink.octet(NANOS).varint(time.getNano());
        }
        return sink.toBytes();
    }

    /** @throws MalformedValueException if the bytes are no timestamp */
    static Instant decode(byte[] bytes) {
        ByteSource source = new ByteSource(bytes);
        long seconds = 0;
        long nanos = 0;
        while (source.hasMore()) {
            int tag = (int) source.varint();
            if (tag == SECONDS) {
                seconds = source.varint();
            } else if (tag == NANOS) {
                nanos = source.varint();
            } else {
                source.skip(tag & 7);
            }
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedValueException("a timestamp of " + seconds + " s and " + nanos + " ns");
        }
    }
}
