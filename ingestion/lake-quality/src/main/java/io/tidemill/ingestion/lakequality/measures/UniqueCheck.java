package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.Record;

/** Whether rows differ in some columns; exact but for collisions of 128 bits of SHA-256. */
final class UniqueCheck implements RuleCheck {
    /** 4 MiB of keys in memory. */
    private static final int IN_MEMORY = 1 << 18;

    private final List<String> columns;
    private final MessageDigest digest = sha256();
    private final HashedKeys keys = new HashedKeys(IN_MEMORY, SAMPLE);
    private final List<String> offenders = new ArrayList<>();
    private long rows;
    private long repeated;

    UniqueCheck(List<String> columns) {
        this.columns = columns;
    }

    @Override
    public void see(Record row) {
        key(row).ifPresent(key -> {
            keys.add(key);
            rows++;
        });
    }

    @Override
    public boolean wantsSecondPass() {
        repeated = keys.count();
        return repeated > 0;
    }

    @Override
    public void seeAgain(Record row) {
        if (offenders.size() < SAMPLE) {
            Set<HashedKeys.Key> sample = keys.sample();
            key(row).filter(sample::contains)
                    .ifPresent(key -> offenders.add(String.valueOf(row.getField(LakeTables.EVENT_ID))));
        }
    }

    @Override
    public Finding finding() {
        return new Finding(
                Finding.passedIf(repeated == 0),
                repeated,
                repeated + " of " + rows + " rows repeat another",
                offenders);
    }

    @Override
    public void close() {
        keys.close();
    }

    private Optional<HashedKeys.Key> key(Record row) {
        digest.reset();
        for (String column : columns) {
            Object value = row.getField(column);
            if (value == null) {
                return Optional.empty();
            }
            byte[] bytes = bytes(value);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return Optional.of(new HashedKeys.Key(hash.getLong(), hash.getLong()));
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
