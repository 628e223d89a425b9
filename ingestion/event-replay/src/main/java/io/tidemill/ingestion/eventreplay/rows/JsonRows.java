package io.tidemill.ingestion.eventreplay.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file with one JSON object a line. A column is a field's name, or names with dots between them for a
 * field of a field; a name that has dots itself goes first.
 */
public final class JsonRows implements RowReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final LineReader lines;
    private final BadRows bad;

    public JsonRows(InputStream in, Charset charset, BadRows bad) {
        this.lines = new LineReader(in, charset, bad);
        this.bad = bad;
    }

    @Override
    public Optional<List<String>> columns() {
        return Optional.empty();
    }

    @Override
    public Optional<Row> next() throws IOException {
        Optional<Line> line = lines.next();
        while (line.isPresent()) {
            if (!line.get().text().isBlank()) {
                Optional<Row> row = read(line.get());
                if (row.isPresent()) {
                    return row;
                }
            }
            line = lines.next();
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private Optional<Row> read(Line line) throws IOException {
        try {
            JsonNode node = JSON.readTree(line.text());
            if (node.isObject()) {
                return Optional.of(new JsonRow(line.number(), node));
            }
            bad.accept(line.number(), "the line is no JSON object");
        } catch (JsonProcessingException e) {
            bad.accept(line.number(), "no JSON: " + e.getOriginalMessage());
        }
        return Optional.empty();
    }

    private record JsonRow(long line, JsonNode node) implements Row {
        @Override
        public @Nullable String text(String column) throws BadRowException {
            JsonNode value = node.get(column);
            if (value == null && column.indexOf('.') >= 0) {
                value = node.at(
                        "/" + column.replace("~", "~0").replace("/", "~1").replace('.', '/'));
            }
            if (value == null || value.isMissingNode() || value.isNull()) {
                return null;
            }
            if (!value.isValueNode()) {
                throw new BadRowException(column + ": an object or array, expected text, a number or a boolean");
            }
            return value.isBigDecimal() ? value.decimalValue().toString() : value.asText();
        }
    }
}
