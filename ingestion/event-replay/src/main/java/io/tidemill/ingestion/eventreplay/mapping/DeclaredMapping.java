package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.mapping.Mapping.Attributes;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * A mapping as it is written, checked as far as that goes without the schema of its event type, which may be registered
 * or grow later. Immutable; see {@code docs/inputs.md} for its YAML form.
 */
public final class DeclaredMapping {
    private final FileFormat format;
    private final String type;
    private final Attributes attributes;
    private final List<Field> fields;
    private final String path;

    /** @param path of the section that the mapping is, for messages; empty where it is a document */
    DeclaredMapping(FileFormat format, String type, Attributes attributes, List<Field> fields, String path) {
        this.format = Objects.requireNonNull(format, "format");
        this.type = Objects.requireNonNull(type, "type");
        this.attributes = Objects.requireNonNull(attributes, "attributes");
        this.fields = List.copyOf(fields);
        this.path = path;
    }

    /**
     * Reads a mapping from text.
     *
     * @throws InvalidMappingException if it is not valid with any schema; the message begins with the path of the key
     */
    public static DeclaredMapping parse(String yaml) throws InvalidMappingException {
        return MappingDocument.parse(YamlSection.parse(yaml), Optional.empty());
    }

    /**
     * As {@link #parse(String)}, of a section of another document, for rows of which something else tells who they are.
     *
     * @param id the expression for ids where the mapping has none
     */
    public static DeclaredMapping parse(YamlSection section, String id) throws InvalidMappingException {
        return MappingDocument.parse(section, Optional.of(id));
    }

    /** What kind of file it is for. */
    public FileFormat format() {
        return format;
    }

    /** The type of its events. */
    public String type() {
        return type;
    }

    /** Whether something in it is the number of a line, which what is no file has not. */
    public boolean readsLines() {
        return attributes.templates().values().stream().anyMatch(Template::readsLine)
                || fields.stream().anyMatch(field -> field.template().readsLine());
    }

    /**
     * The mapping to the newest version of the type that is known now.
     *
     * @throws InvalidMappingException if the type is not known, or its fields are not those of the mapping
     */
    public Mapping to(EventSchemas schemas) throws InvalidMappingException {
        Optional<ReleasedSchema> known = EventTypes.isOwn(type) ? Optional.empty() : schemas.latest(type);
        if (known.isEmpty()) {
            List<String> types = schemas.latest().stream()
                    .map(ReleasedSchema::type)
                    .filter(each -> !EventTypes.isOwn(each))
                    .toList();
            throw new InvalidMappingException(at("event.type"), type + ", expected one of " + types);
        }
        return new Mapping(format, type, attributes, data(known.get().schema()));
    }

    private List<DataField> data(Schema schema) throws InvalidMappingException {
        List<DataField> data = new ArrayList<>();
        for (Field field : fields) {
            Schema.Field target = schema.getField(field.name());
            if (target == null) {
                List<String> names =
                        schema.getFields().stream().map(Schema.Field::name).toList();
                throw new InvalidMappingException(
                        at("data." + field.name()), type + " has no such field, its fields are " + names);
            }
            FieldType fieldType = FieldType.of(withoutNull(target.schema()), field.time());
            data.add(new DataField(field.name(), !target.hasDefaultValue(), field.template(), fieldType));
        }
        Set<String> mapped = fields.stream().map(Field::name).collect(Collectors.toUnmodifiableSet());
        for (Schema.Field field : schema.getFields()) {
            if (!field.hasDefaultValue() && !mapped.contains(field.name())) {
                throw new InvalidMappingException(at("data." + field.name()), "missing, and " + type + " needs it");
            }
        }
        return data;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static Schema withoutNull(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    /**
     * A field of the data as it is written.
     *
     * @param time how it is written, should it be a time
     */
    record Field(String name, Template template, TimeFormat time) {}
}
