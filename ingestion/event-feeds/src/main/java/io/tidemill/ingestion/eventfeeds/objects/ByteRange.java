package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object (RFC 9110, 14.1.2).
 *
 * @param first its first byte
 * @param length how many bytes
 */
record ByteRange(long first, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * What a header asks for; empty where it asks for the whole, or in a form that may be passed over.
     *
     * @throws ProblemException with 416 if there is no such part
     */
    static Optional<ByteRange> parse(Optional<String> header, long size) {
        Matcher matcher = ONE.matcher(header.orElse(""));
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (matcher.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(matcher.group(2)));
        } else {
            first = Long.parseLong(matcher.group(1));
            last = matcher.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(matcher.group(2)));
        }
        if (first > last) {
            throw new ProblemException(
                    416,
                    "Range not satisfiable",
                    "range",
                    header.orElse("") + ": expected a part of " + size + " bytes");
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
