package io.tidemill.ingestion.eventreplay.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowReaderTest {
    private final List<String> bad = new ArrayList<>();

    @Test
    void readsQuotedValuesOverSeveralLinesAndNumbersRowsByTheirFirst() throws Exception {
        // When
        List<String> rows = csv("\uFEFFa;b\r\n1;\"x;\"\"y\"\"\nz\"\r\n\r\n2;w\n", UTF_8);

        // Then
        assertThat(rows).containsExactly("2: 1/x;\"y\"\nz", "5: 2/w");
        assertThat(bad).isEmpty();
    }

    @Test
    void losesOneLineForAStrayQuote() throws Exception {
        // When
        List<String> rows = csv("a;b\n1;\"x\n2;y\n3;z\"w\n4;\"v\"\n5;\"u\"u\n", UTF_8);

        // Then
        assertThat(rows).containsExactly("3: 2/y", "4: 3/z\"w", "5: 4/v");
        assertThat(bad).extracting(line -> line.substring(0, 2)).containsExactly("2:", "6:");
    }

    @Test
    void reportsBytesThatAreNoTextAndLinesThatAreTooLong() throws Exception {
        // Given
        byte[] text = ("a;b\n1;é\n" + "x".repeat(LineReader.MAXIMUM_LINE_BYTES + 1) + "\n2;y").getBytes(UTF_8);
        text[6] = (byte) 0xFF;

        // When
        List<String> rows = csv(text, UTF_8);

        // Then
        assertThat(rows).containsExactly("4: 2/y");
        assertThat(bad).containsExactly("2: its bytes are not text in UTF-8", "3: longer than 1048576 bytes");
    }

    @Test
    void readsOtherCharsets() throws Exception {
        assertThat(csv("a;b\n上海;店\n", Charset.forName("GBK"))).containsExactly("2: 上海/店");
    }

    @Test
    void refusesAHeaderThatIsNone() {
        assertThatThrownBy(() -> csv("", UTF_8)).isInstanceOf(IOException.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> csv("a;a\n", UTF_8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void readsJsonLines() throws Exception {
        // Given
        String text =
                "{\"a\":1.50,\"b\":{\"c\":\"x\"},\"d.e\":true,\"f\":null}\nno\n[1]\n{\"a\":1,\"a\":2}\n{\"a\":{}}\n";
        JsonRows rows = new JsonRows(new ByteArrayInputStream(text.getBytes(UTF_8)), UTF_8, this::bad);

        // When
        Row row = rows.next().orElseThrow();
        Row last = rows.next().orElseThrow();

        // Then
        assertThat(row.text("a")).isEqualTo("1.50");
        assertThat(row.text("b.c")).isEqualTo("x");
        assertThat(row.text("d.e")).isEqualTo("true");
        assertThat(row.text("f")).isNull();
        assertThat(row.text("b.x")).isNull();
        assertThat(last.line()).isEqualTo(5);
        assertThatThrownBy(() -> last.text("a")).isInstanceOf(BadRowException.class);
        assertThat(bad).extracting(line -> line.substring(0, 2)).containsExactly("2:", "3:", "4:");
    }

    private List<String> csv(String text, Charset charset) throws Exception {
        return csv(text.getBytes(charset), charset);
    }

    private List<String> csv(byte[] text, Charset charset) throws Exception {
        CsvRows rows = CsvRows.open(new ByteArrayInputStream(text), charset, ';', Optional.empty(), this::bad);
        List<String> found = new ArrayList<>();
        for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            found.add(row.get().line() + ": " + row.get().text("a") + "/"
                    + row.get().text("b"));
        }
        return found;
    }

    private void bad(long line, String reason) {
        bad.add(line + ": " + reason);
    }
}
