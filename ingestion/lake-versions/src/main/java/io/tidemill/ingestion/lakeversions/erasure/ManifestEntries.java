package io.tidemill.ingestion.lakeversions.erasure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Table;

/** The entries of manifests as they are stored, those of deleted files too, which Iceberg's reader passes over. */
final class ManifestEntries {
    private final Table table;
    private final Set<String> files;
    private final Mention mention;
    private final Map<String, Boolean> known = new HashMap<>();

    ManifestEntries(Table table, Set<String> files, Mention mention) {
        this.table = table;
        this.files = files;
        this.mention = mention;
    }

    /** Whether a manifest tells of one of the files, or mentions the person. */
    boolean tellOf(String manifest) {
        return Objects.requireNonNull(known.computeIfAbsent(manifest, this::read));
    }

    private boolean read(String manifest) {
        try (InputStream stream = table.io().newInputFile(manifest).newStream();
                DataFileStream<GenericRecord> entries = new DataFileStream<>(stream, new GenericDatumReader<>())) {
            for (GenericRecord entry : entries) {
                GenericRecord file = (GenericRecord) entry.get("data_file");
                if (files.contains(String.valueOf(file.get("file_path"))) || mention.in(file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read manifest " + manifest, e);
        }
    }
}
