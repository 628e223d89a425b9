package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.mapping.Mapping.Attributes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A mapping's YAML document. */
final class MappingDocument {
    private static final Set<String> TIMED_VALUE = Set.of("value", "format", "zone");

    private MappingDocument() {}

    static DeclaredMapping parse(YamlSection document, Optional<String> id) throws InvalidMappingException {
        document.allow(Set.of("format", "delimiter", "header", "columns", "charset", "event", "data"));
        YamlSection event = document.section("event");
        event.allow(Set.of("type", "source", "id", "subject", "time", "tenant"));
        return new DeclaredMapping(
                format(document),
                event.text("type"),
                attributes(event, id),
                fields(document.section("data")),
                document.path());
    }

    private static FileFormat format(YamlSection document) throws InvalidMappingException {
        Charset charset = charset(document);
        Optional<List<String>> columns = document.optionalTexts("columns");
        String format = document.text("format");
        switch (format) {
            case "csv":
                boolean header = header(document);
                if (header == columns.isPresent()) {
                    throw new InvalidMappingException(
                            document.path("columns"),
                            "expected with header: false, and only then: a header names the columns");
                }
                return new FileFormat.Csv(delimiter(document), columns, charset);
            case "jsonl":
                for (String key : List.of("delimiter", "header", "columns")) {
                    if (document.keys().containsKey(key)) {
                        throw new InvalidMappingException(document.path(key), "expected with format csv only");
                    }
                }
                return new FileFormat.JsonLines(charset);
            case "parquet":
                for (String key : List.of("delimiter", "header", "columns", "charset")) {
                    if (document.keys().containsKey(key)) {
                        throw new InvalidMappingException(
                                document.path(key), "expected with text only, Parquet says itself");
                    }
                }
                return new FileFormat.Parquet();
            default:
                throw new InvalidMappingException(document.path("format"), format + ", expected csv, jsonl or parquet");
        }
    }

    private static boolean header(YamlSection document) throws InvalidMappingException {
        String header = document.optionalText("header").orElse("true");
        if (!header.equals("true") && !header.equals("false")) {
            throw new InvalidMappingException(document.path("header"), header + ", expected true or false");
        }
        return header.equals("true");
    }

    private static char delimiter(YamlSection document) throws InvalidMappingException {
        String delimiter = document.optionalText("delimiter").orElse(",");
        if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
            throw new InvalidMappingException(
                    document.path("delimiter"), "\"" + delimiter + "\", expected one character");
        }
        return delimiter.charAt(0);
    }

    private static Charset charset(YamlSection document) throws InvalidMappingException {
        String name = document.optionalText("charset").orElse(StandardCharsets.UTF_8.name());
        try {
            Charset charset = Charset.forName(name);
            byte[] lineFeed = "\n".getBytes(charset);
            if (lineFeed.length == 1 && lineFeed[0] == '\n') {
                return charset;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidMappingException(document.path("charset"), name + " is not known here");
        }
        throw new InvalidMappingException(
                document.path("charset"), name + ", expected one in which a line feed is one byte");
    }

    private static Attributes attributes(YamlSection event, Optional<String> fallbackId)
            throws InvalidMappingException {
        YamlSection time = event.hasSection("time") ? event.section("time") : event;
        boolean plain = time == event;
        if (!plain) {
            time.allow(TIMED_VALUE);
        }
        Optional<String> id = event.optionalText("id").or(() -> fallbackId);
        return new Attributes(
                template(event, "id", id.isPresent() ? id.get() : event.text("id")),
                template(event, "source", event.text("source")),
                template(event, "subject", event.text("subject")),
                template(event, "tenant", event.optionalText("tenant").orElse("default")),
                Template.parse(event.path("time"), time.text(plain ? "time" : "value")),
                plain ? TimeFormat.named("iso", ZoneId.of("UTC")) : timeFormat(time));
    }

    private static Template template(YamlSection section, String key, String text) throws InvalidMappingException {
        return Template.parse(section.path(key), text);
    }

    private static TimeFormat timeFormat(YamlSection section) throws InvalidMappingException {
        String zone = section.optionalText("zone").orElse("UTC");
        String format = section.optionalText("format").orElse("iso");
        try {
            return TimeFormat.named(format, ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw new InvalidMappingException(section.path("zone"), zone + ", expected a zone such as Asia/Shanghai");
        } catch (IllegalArgumentException e) {
            throw new InvalidMappingException(
                    section.path("format"),
                    format + ", expected iso, epoch-seconds, epoch-millis or a pattern such as yyyy-MM-dd: "
                            + e.getMessage());
        }
    }

    private static List<DeclaredMapping.Field> fields(YamlSection data) throws InvalidMappingException {
        List<DeclaredMapping.Field> fields = new ArrayList<>();
        for (Object key : data.keys().keySet()) {
            fields.add(field(data, String.valueOf(key)));
        }
        return fields;
    }

    private static DeclaredMapping.Field field(YamlSection data, String name) throws InvalidMappingException {
        YamlSection section = data;
        String text;
        TimeFormat time = TimeFormat.named("iso", ZoneId.of("UTC"));
        if (data.hasSection(name)) {
            section = data.section(name);
            section.allow(TIMED_VALUE);
            text = section.text("value");
            time = timeFormat(section);
        } else {
            text = data.text(name);
        }
        return new DeclaredMapping.Field(name, Template.parse(data.path(name), text), time);
    }
}
