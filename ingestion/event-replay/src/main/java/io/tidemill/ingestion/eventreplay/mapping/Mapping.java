package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import io.tidemill.schemas.events.EventSchemas;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How the rows of a file become events of one type. Immutable; see {@code docs/inputs.md} for its YAML form. */
public final class Mapping {
    private final FileFormat format;
    private final String type;
    private final Attributes attributes;
    private final List<DataField> data;

    Mapping(FileFormat format, String type, Attributes attributes, List<DataField> data) {
        this.format = Objects.requireNonNull(format, "format");
        this.type = Objects.requireNonNull(type, "type");
        this.attributes = Objects.requireNonNull(attributes, "attributes");
        this.data = List.copyOf(data);
    }

    /**
     * Reads a mapping and checks it against the newest schema of its event type that is known now.
     *
     * @throws InvalidMappingException if it is not valid; the message begins with the path of the key
     */
    public static Mapping read(Path file, EventSchemas schemas) throws IOException, InvalidMappingException {
        return parse(Files.readString(file), schemas);
    }

    /** As {@link #read}, from text. */
    public static Mapping parse(String yaml, EventSchemas schemas) throws InvalidMappingException {
        return DeclaredMapping.parse(yaml).to(schemas);
    }

    /**
     * As {@link #parse(String, EventSchemas)}, for rows of which something else tells who they are.
     *
     * @param id the expression for ids where the mapping has none
     */
    public static Mapping parse(String yaml, EventSchemas schemas, String id) throws InvalidMappingException {
        return DeclaredMapping.parse(YamlSection.parse(yaml), id).to(schemas);
    }

    /** What kind of file it is for. */
    public FileFormat format() {
        return format;
    }

    /** The type of its events. */
    public String type() {
        return type;
    }

    /** The event that a row is. */
    public CloudEventJson event(Row row) throws BadRowException {
        String id = attribute("id", attributes.id(), row);
        String source = source(row);
        String subject = attribute("subject", attributes.subject(), row);
        String tenant = attribute("tenant", attributes.tenant(), row);
        Map<String, Object> values = new LinkedHashMap<>();
        for (DataField field : data) {
            field.value(row).ifPresent(value -> values.put(field.name(), value));
        }
        return CloudEventJson.of(id, source, type, subject, time(row), tenant, values);
    }

    /** Whether something in it is the number of a line, which what is no file has not. */
    public boolean readsLines() {
        return templates().values().stream().anyMatch(Template::readsLine);
    }

    /**
     * The attributes of the event that a row would be, as far as it has them: {@code id}, {@code source}, {@code subject},
     * {@code tenantid}. For a row that is no event, so that what is made of it later is the same event.
     */
    public Map<String, String> attributes(Row row) {
        Map<String, String> found = new LinkedHashMap<>();
        Map.of(
                        "id", attributes.id(),
                        "source", attributes.source(),
                        "subject", attributes.subject(),
                        "tenantid", attributes.tenant())
                .forEach((name, template) -> {
                    try {
                        found.put(name, attribute(name, template, row));
                    } catch (BadRowException e) {
                        // It has none.
                    }
                });
        return found;
    }

    /**
     * Checks that a file has the columns that the mapping reads.
     *
     * @throws InvalidMappingException if one is missing
     */
    public void checkColumns(List<String> columns) throws InvalidMappingException {
        for (Map.Entry<String, Template> entry : templates().entrySet()) {
            for (String column : entry.getValue().columns().toList()) {
                if (!columns.contains(column)) {
                    throw new InvalidMappingException(
                            entry.getKey(), "the file has no column " + column + ", its columns are " + columns);
                }
            }
        }
    }

    private Map<String, Template> templates() {
        Map<String, Template> templates = new LinkedHashMap<>();
        attributes.templates().forEach((name, template) -> templates.put("event." + name, template));
        data.forEach(field -> templates.put("data." + field.name(), field.template()));
        return templates;
    }

    private Instant time(Row row) throws BadRowException {
        String text = attribute("time", attributes.time(), row);
        try {
            return attributes.timeFormat().parse(text);
        } catch (BadRowException e) {
            throw new BadRowException("event.time: " + e.getMessage());
        }
    }

    private String source(Row row) throws BadRowException {
        String source = attribute("source", attributes.source(), row);
        try {
            new URI(source);
            return source;
        } catch (URISyntaxException e) {
            throw new BadRowException("event.source: \"" + source + "\", expected a URI reference such as /shops/7");
        }
    }

    private static String attribute(String name, Template template, Row row) throws BadRowException {
        String text = template.render(row);
        if (text.isEmpty()) {
            throw new BadRowException("event." + name + ": empty");
        }
        return text;
    }

    /** Where the attributes of an event come from. */
    record Attributes(
            Template id, Template source, Template subject, Template tenant, Template time, TimeFormat timeFormat) {
        /** By the names of the attributes in a mapping, in the order in which they are looked at. */
        Map<String, Template> templates() {
            Map<String, Template> templates = new LinkedHashMap<>();
            templates.put("id", id);
            templates.put("source", source);
            templates.put("subject", subject);
            templates.put("tenant", tenant);
            templates.put("time", time);
            return templates;
        }
    }
}
