package io.tidemill.infra.httpserver.routes;

import java.util.Locale;

/** Names of media types. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";
    public static final String HTML = "text/html; charset=utf-8";

    private MediaTypes() {}

    /** A content type in lower case and without its parameters. */
    public static String base(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
