package io.tidemill.schemas.contracts;

import io.tidemill.schemas.events.ReleasedSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;

/**
 * Readers by what data is read into, so that no written value is lost: the newest version of the type, with the fields
 * that it has no more and the data still has; the writer's own schema where that is newer than what is known, or where
 * the newest cannot read it. There is one reader for each pair of
 * versions, for to resolve two schemas takes far longer than to read a record. Safe to share between threads.
 */
final class DatumReaders {
    private final GenericData model;
    private final Map<Key, GenericDatumReader<GenericData.Record>> readers = new ConcurrentHashMap<>();

    /** By identity: an equal schema that was made elsewhere may be of another version. */
    private final Map<Schema, ReleasedSchema> versions = Collections.synchronizedMap(new IdentityHashMap<>());

    DatumReaders(GenericData model) {
        this.model = model;
    }

    private record Key(String type, int writerId, int readerId) {}

    /** The reader of data written by a version while another is the newest that is known. */
    GenericDatumReader<GenericData.Record> of(ReleasedSchema writer, Optional<ReleasedSchema> latest) {
        ReleasedSchema newest =
                latest.filter(known -> known.version() > writer.version()).orElse(writer);
        return readers.computeIfAbsent(
                new Key(writer.type(), writer.id(), newest.id()),
                key -> new GenericDatumReader<>(writer.schema(), reader(writer, newest), model));
    }

    /** The version whose fields data has first, where it was read into this very schema here; it can be written so. */
    Optional<ReleasedSchema> versionOf(Schema readInto) {
        return Optional.ofNullable(versions.get(readInto));
    }

    private Schema reader(ReleasedSchema writer, ReleasedSchema newest) {
        boolean own = newest == writer || !canRead(newest.schema(), writer.schema());
        Schema reader = own ? TextSchemas.withJavaStrings(writer.schema()) : merged(writer, newest);
        versions.put(reader, own ? writer : newest);
        return reader;
    }

    private static Schema merged(ReleasedSchema writer, ReleasedSchema newest) {
        Schema reader = TextSchemas.withJavaStrings(newest.schema());
        List<Schema.Field> dropped = TextSchemas.withJavaStrings(writer.schema()).getFields().stream()
                .filter(field -> !has(reader, field.name()))
                .toList();
        return dropped.isEmpty() ? reader : withFields(reader, dropped);
    }

    private static boolean canRead(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static boolean has(Schema record, String name) {
        return record.getFields().stream()
                .anyMatch(field -> field.name().equals(name) || field.aliases().contains(name));
    }

    private static Schema withFields(Schema record, List<Schema.Field> more) {
        List<Schema.Field> fields = new ArrayList<>();
        record.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        more.forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema copy = Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false);
        record.getObjectProps().forEach(copy::addProp);
        copy.setFields(fields);
        return copy;
    }
}
