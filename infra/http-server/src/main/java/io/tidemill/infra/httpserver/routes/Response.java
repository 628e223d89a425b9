package io.tidemill.infra.httpserver.routes;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param headers its headers, content-type among them
 * @param body its body, in the form the headers say; not copied, do not change it
 * @param file what the body is instead, sent as the caller takes it and never whole in memory
 * @param auditDetail what the audit record says of the change, as a value that becomes JSON
 */
public record Response(
        int status, Map<String, String> headers, byte[] body, Optional<FilePart> file, Optional<Object> auditDetail) {
    private static final byte[] NOTHING = {};

    public Response {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(auditDetail, "auditDetail");
    }

    /** 200 with a value as JSON. */
    public static Response ok(Object value) {
        return json(200, value);
    }

    /** A value as JSON. */
    public static Response json(int status, Object value) {
        return bytes(status, MediaTypes.JSON, Json.write(value));
    }

    /** A body as it is. */
    public static Response bytes(int status, String contentType, byte[] body) {
        return new Response(status, Map.of("content-type", contentType), body, Optional.empty(), Optional.empty());
    }

    /** A part of a file as the body; the file has to be there until it is sent. */
    public static Response file(int status, String contentType, FilePart part) {
        return new Response(status, Map.of("content-type", contentType), NOTHING, Optional.of(part), Optional.empty());
    }

    /** Text in UTF-8. */
    public static Response text(int status, String contentType, String body) {
        return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** 204 without a body. */
    public static Response noContent() {
        return new Response(204, Map.of(), NOTHING, Optional.empty(), Optional.empty());
    }

    /** How many bytes the body has. */
    public long length() {
        return file.map(FilePart::length).orElse((long) body.length);
    }

    /** The same answer with one header more. */
    public Response withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body, file, auditDetail);
    }

    /** The same answer, and what the audit record says of the change: a value that becomes JSON, without secrets. */
    public Response withAuditDetail(Object detail) {
        return new Response(status, headers, body, file, Optional.of(detail));
    }
}
