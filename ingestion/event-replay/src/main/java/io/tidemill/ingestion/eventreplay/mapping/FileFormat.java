package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.CsvRows;
import io.tidemill.ingestion.eventreplay.rows.JsonRows;
import io.tidemill.ingestion.eventreplay.rows.ParquetRows;
import io.tidemill.ingestion.eventreplay.rows.RowReader;
import io.tidemill.ingestion.eventreplay.rows.RowReader.BadRows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What kind of file it is. */
public sealed interface FileFormat {
    /** The rows of such a file. */
    RowReader open(Path file, BadRows bad) throws IOException;

    /** A format that is read from its beginning on. */
    sealed interface Text extends FileFormat {
        /** The first two bytes of gzip, RFC 1952. */
        int GZIP_MAGIC = 0x1f8b;

        /** The rows of such text; the stream is closed with them. */
        RowReader rows(InputStream in, BadRows bad) throws IOException;

        /** The rows of a file, plain or gzipped, whatever its name. */
        @Override
        default RowReader open(Path file, BadRows bad) throws IOException {
            InputStream in = decompressed(file);
            try {
                return rows(in, bad);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        }

        private static InputStream decompressed(Path file) throws IOException {
            InputStream in = new BufferedInputStream(Files.newInputStream(file));
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
        }
    }

    /**
     * Comma-separated values.
     *
     * @param delimiter what stands between two values
     * @param columns the names of the columns; empty to take them from the first line
     * @param charset of the text
     */
    record Csv(char delimiter, Optional<List<String>> columns, Charset charset) implements Text {
        @Override
        public RowReader rows(InputStream in, BadRows bad) throws IOException {
            return CsvRows.open(in, charset, delimiter, columns, bad);
        }
    }

    /**
     * One JSON object a line.
     *
     * @param charset of the text
     */
    record JsonLines(Charset charset) implements Text {
        @Override
        public RowReader rows(InputStream in, BadRows bad) {
            return new JsonRows(in, charset, bad);
        }
    }

    /** Parquet. */
    record Parquet() implements FileFormat {
        @Override
        public RowReader open(Path file, BadRows bad) throws IOException {
            return ParquetRows.open(file);
        }
    }
}
