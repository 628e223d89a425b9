package io.tidemill.featurejobs.onlinestore;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Settings by key; every error names the key, the value and what was expected. */
record Settings(Properties properties) {
    /** An empty value counts as absent. */
    @Nullable
    String optional(String key) {
        String value = properties.getProperty(key);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String key, String fallback) {
        String value = optional(key);
        return value == null ? fallback : value;
    }

    String required(String key) {
        String value = optional(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    int number(String key) {
        return number(key, required(key));
    }

    int number(String key, int fallback) {
        String value = optional(key);
        return value == null ? fallback : number(key, value);
    }

    Duration duration(String key, Duration fallback) {
        String value = optional(key);
        try {
            return value == null ? fallback : Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + " is " + value + ", and not a duration such as PT2S", e);
        }
    }

    boolean flag(String key) {
        String value = text(key, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(key + " is " + value + ": expected true or false");
        }
        return value.equals("true");
    }

    private static int number(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is " + value + ", and not a whole number", e);
        }
    }
}
