package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.CsvRows;
import io.tidemill.ingestion.eventreplay.rows.JsonRows;
import io.tidemill.ingestion.eventreplay.rows.RowReader;
import io.tidemill.ingestion.eventreplay.rows.RowReader.BadRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/** What kind of file it is. */
public sealed interface FileFormat {
    /** The rows of such a file. */
    RowReader rows(InputStream in, BadRows bad) throws IOException;

    /**
     * Comma-separated values.
     *
     * @param delimiter what stands between two values
     * @param columns the names of the columns; empty to take them from the first line
     * @param charset of the text
     */
    record Csv(char delimiter, Optional<List<String>> columns, Charset charset) implements FileFormat {
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
    record JsonLines(Charset charset) implements FileFormat {
        @Override
        public RowReader rows(InputStream in, BadRows bad) {
            return new JsonRows(in, charset, bad);
        }
    }
}
