package io.tidemill.featurejobs.onlinestore;

import java.io.Serializable;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to Redis, and how the connection is protected. Its text tells no secret.
 *
 * @param username of Redis's access control list; null is its default user
 * @param password null where Redis asks for none
 * @param sentinelUsername as the first, for the sentinels
 * @param sentinelPassword as the second, for the sentinels
 * @param tls whether connections are encrypted and the server's certificate and name checked
 * @param authorities a file of certificates (PEM) that are trusted; null is what Java trusts
 */
public record RedisAccess(
        @Nullable String username,
        @Nullable String password,
        @Nullable String sentinelUsername,
        @Nullable String sentinelPassword,
        boolean tls,
        @Nullable String authorities)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No password and no encryption. */
    public static final RedisAccess OPEN = new RedisAccess(null, null, null, null, false, null);

    public RedisAccess {
        requirePassword("redis.username", username, "redis.password", password);
        requirePassword("redis.sentinel-username", sentinelUsername, "redis.sentinel-password", sentinelPassword);
        if (authorities != null && !tls) {
            throw new IllegalArgumentException("redis.tls-authorities is " + authorities
                    + " although redis.tls is false: expected true, or no authorities");
        }
    }

    /**
     * From {@code redis.username}, {@code redis.password}, {@code redis.sentinel-username}, {@code
     * redis.sentinel-password}, {@code redis.tls} (false) and {@code redis.tls-authorities}.
     *
     * @throws IllegalArgumentException naming the key that is wrong
     */
    static RedisAccess from(Properties properties) {
        Settings settings = new Settings(properties);
        return new RedisAccess(
                settings.optional("redis.username"),
                settings.optional("redis.password"),
                settings.optional("redis.sentinel-username"),
                settings.optional("redis.sentinel-password"),
                settings.flag("redis.tls"),
                settings.optional("redis.tls-authorities"));
    }

    @Override
    public String toString() {
        return "RedisAccess[username=" + username + ", password=" + (password == null ? "none" : "***") + ", tls=" + tls
                + "]";
    }

    private static void requirePassword(
            String key, @Nullable String username, String passwordKey, @Nullable String password) {
        if (username != null && password == null) {
            throw new IllegalArgumentException(passwordKey + " is missing although " + key + " is " + username);
        }
    }
}
