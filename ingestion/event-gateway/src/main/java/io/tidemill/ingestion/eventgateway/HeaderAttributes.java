package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Attributes in the headers of a request whose body is the data (CloudEvents' HTTP binding, binary mode). */
record HeaderAttributes(Request request) implements CloudEventReader.Attributes {
    private static final String PREFIX = "ce-";

    @Override
    public Optional<String> value(String attribute) {
        return request.header(name(attribute)).map(value -> decoded(attribute, value));
    }

    @Override
    public String name(String attribute) {
        return attribute.equals("datacontenttype") ? "content-type" : PREFIX + attribute;
    }

    @Override
    public Map<String, String> extensions() {
        ExtensionAttributes extensions = new ExtensionAttributes();
        for (String header : request.headerNames()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                String attribute = name.substring(PREFIX.length());
                if (!ExtensionAttributes.OTHERS.contains(attribute)) {
                    value(attribute).ifPresent(value -> extensions.add(attribute, name, value));
                }
            }
        }
        return extensions.values();
    }

    /** Characters beyond ASCII come percent-encoded (section 3.1.3.2 of the binding). */
    private String decoded(String attribute, String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(name(attribute), value + ": expected percent-encoded UTF-8");
        }
    }
}
