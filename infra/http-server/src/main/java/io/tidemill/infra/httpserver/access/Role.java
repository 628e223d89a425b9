package io.tidemill.infra.httpserver.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a caller is here to do. The lower-case names stand in tokens: never rename one. */
public enum Role {
    /** Sends events. */
    PRODUCER,
    /** Reads features, decisions and scores. */
    READER,
    /** Is told personal features too, beside another role that reads. */
    PERSONAL,
    /** Writes and publishes rules. */
    MARKETER,
    /** Defines features, trains and rolls out models. */
    SCIENTIST,
    /** Runs the installation. */
    OPERATOR,
    /** May do everything, for every tenant. */
    ADMIN;

    /** The name in tokens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Role of(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        String known = Arrays.stream(values()).map(Role::text).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("role " + text + ": expected one of " + known);
    }
}
