package io.tidemill.schemas.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a field's property {@code pii} asks for. Each is done once: its result, protected again, is the same. */
enum PersonalDataProtection {
    /** Text keeps its length and at most a quarter of it, the last four characters at most; bytes keep their length. */
    MASK {
        @Override
        String text(String value, @Nullable PersonalDataKey key, String tenant) {
            int length = value.codePointCount(0, value.length());
            int shown = Math.min(MOST_SHOWN, length / 4);
            int from = value.offsetByCodePoints(0, length - shown);
            return "*".repeat(length - shown) + value.substring(from);
        }

        @Override
        ByteBuffer bytes(ByteBuffer value, @Nullable PersonalDataKey key, String tenant) {
            byte[] masked = new byte[value.remaining()];
            Arrays.fill(masked, (byte) '*');
            return ByteBuffer.wrap(masked);
        }
    },

    /** {@code hmac:} and 22 characters of URL-safe Base64; the same value of the same tenant is always the same hash. */
    HASH {
        @Override
        String text(String value, @Nullable PersonalDataKey key, String tenant) {
            return value.isEmpty() || isHash(value) ? value : hash(value.getBytes(StandardCharsets.UTF_8), key, tenant);
        }

        @Override
        ByteBuffer bytes(ByteBuffer value, @Nullable PersonalDataKey key, String tenant) {
            byte[] given = new byte[value.remaining()];
            value.duplicate().get(given);
            return given.length == 0 || isHash(new String(given, StandardCharsets.ISO_8859_1))
                    ? value
                    : ByteBuffer.wrap(hash(given, key, tenant).getBytes(StandardCharsets.US_ASCII));
        }
    },

    /** Nothing is kept: null where the field may be null, else empty. */
    DROP {
        @Override
        String text(String value, @Nullable PersonalDataKey key, String tenant) {
            return "";
        }

        @Override
        ByteBuffer bytes(ByteBuffer value, @Nullable PersonalDataKey key, String tenant) {
            return ByteBuffer.allocate(0);
        }
    };

    private static final int MOST_SHOWN = 4;
    private static final String HASH_PREFIX = "hmac:";
    private static final int HASH_LENGTH = HASH_PREFIX.length() + 22;

    /** The protection of a name as it stands in schemas. */
    static Optional<PersonalDataProtection> named(String name) {
        return Arrays.stream(values())
                .filter(protection -> protection.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    abstract String text(String value, @Nullable PersonalDataKey key, String tenant);

    abstract ByteBuffer bytes(ByteBuffer value, @Nullable PersonalDataKey key, String tenant);

    private static boolean isHash(String value) {
        return value.length() == HASH_LENGTH
                && value.startsWith(HASH_PREFIX)
                && value.chars()
                        .skip(HASH_PREFIX.length())
                        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
    }

    private static String hash(byte[] value, @Nullable PersonalDataKey key, String tenant) {
        if (key == null) {
            throw new MissingPersonalDataKeyException();
        }
        return HASH_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(key.hash(tenant, value));
    }
}
