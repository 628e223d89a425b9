package io.tidemill.schemas.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's secret for hashing personal data. Each tenant's values are hashed with a key of their own that
 * follows from it, so that the same person is not recognised across tenants. Whoever loses it can hash no value to what
 * stands in the lake any more. Safe to share between threads.
 */
public final class PersonalDataKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 32;
    private static final int HASH_BYTES = 16;

    private final byte[] secret;

    /**
     * A key.
     *
     * @throws IllegalArgumentException if it is shorter than 32 bytes
     */
    public PersonalDataKey(byte[] secret) {
        if (secret.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "key of " + secret.length + " bytes: expected " + LEAST_BYTES + " or more");
        }
        this.secret = secret.clone();
    }

    /**
     * The key in a file: 32 random bytes or more in Base64.
     *
     * @throws IllegalArgumentException if the file holds no key
     */
    public static PersonalDataKey read(Path file) {
        try {
            return new PersonalDataKey(Base64.getDecoder()
                    .decode(Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "key file " + file + ": expected " + LEAST_BYTES + " bytes or more in Base64", e);
        } catch (IOException e) {
            throw new UncheckedIOException("key file " + file, e);
        }
    }

    /** The first 16 bytes of HMAC-SHA256 of a value under a tenant's key. */
    byte[] hash(String tenant, byte[] value) {
        byte[] tenantKey = hmac(secret, ("tidemill/personal-data/" + tenant).getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(hmac(tenantKey, value), HASH_BYTES);
    }

    private static byte[] hmac(byte[] key, byte[] value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
