package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.featurejobs.trainingsets.EntityRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.io.FileIO;

/**
 * The rows of a training set on their way to the tasks of the job, in files where both this process and the tasks can read: a
 * job's graph is no place for a million of them.
 */
final class RowFiles implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int ROWS_OF_A_FILE = 50_000;

    private final FileIO io;

    RowFiles(FileIO io) {
        this.io = Objects.requireNonNull(io, "io");
    }

    /** Takes a row with its number. */
    @FunctionalInterface
    interface Rows {
        void take(long number, EntityRow row);
    }

    /**
     * Writes the files.
     *
     * @param folder that they go into
     * @return where they are
     */
    List<String> write(String folder, List<EntityRow> rows) throws IOException {
        List<String> files = new ArrayList<>();
        for (int first = 0; first < rows.size(); first += ROWS_OF_A_FILE) {
            String file = folder + "/rows-" + files.size();
            files.add(file);
            int end = Math.min(rows.size(), first + ROWS_OF_A_FILE);
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(io.newOutputFile(file).create()))) {
                out.writeInt(end - first);
                for (int number = first; number < end; number++) {
                    out.writeLong(number);
                    write(rows.get(number), out);
                }
            }
        }
        return files;
    }

    /** Reads one of them. */
    void read(String file, Rows rows) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(io.newInputFile(file).newStream()))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                long number = in.readLong();
                rows.take(number, row(in));
            }
        }
    }

    /** Removes them. */
    void delete(List<String> files) {
        files.forEach(io::deleteFile);
    }

    private static void write(EntityRow row, DataOutputStream out) throws IOException {
        out.writeLong(row.asOf().toEpochMilli());
        out.writeInt(row.keys().size());
        for (String key : row.keys()) {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }

    private static EntityRow row(DataInputStream in) throws IOException {
        Instant asOf = Instant.ofEpochMilli(in.readLong());
        List<String> keys = new ArrayList<>();
        int count = in.readInt();
        while (keys.size() < count) {
            byte[] utf8 = new byte[in.readInt()];
            in.readFully(utf8);
            keys.add(new String(utf8, StandardCharsets.UTF_8));
        }
        return new EntityRow(keys, asOf);
    }
}
