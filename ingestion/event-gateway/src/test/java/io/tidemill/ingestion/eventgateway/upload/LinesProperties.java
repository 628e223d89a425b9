package io.tidemill.ingestion.eventgateway.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.eventgateway.upload.Lines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LinesProperties {
    private static final int LONGEST = 20;

    @Property(tries = 500)
    void theLinesAreThoseOfTheText(@ForAll("lines") List<String> lines, @ForAll @IntRange(min = 1, max = 50) int chunk)
            throws IOException {
        // Given a text that arrives in chunks of any size
        String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
        // When
        List<Line> read = readAll(new Chunks(text.getBytes(StandardCharsets.UTF_8), chunk));
        // Then
        assertThat(read).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.get(i).getBytes(StandardCharsets.UTF_8);
            assertThat(read.get(i).number()).isEqualTo(i + 1);
            if (bytes.length > LONGEST) {
                assertThat(read.get(i).bytes()).isEmpty();
            } else {
                assertThat(read.get(i).bytes().orElseThrow()).isEqualTo(bytes);
            }
        }
    }

    @Example
    void theLastLineNeedsNoLineFeed() throws IOException {
        assertThat(readAll(new ByteArrayInputStream("a\n\r\nb".getBytes(StandardCharsets.UTF_8))))
                .extracting(Line::isBlank)
                .containsExactly(false, true, false);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.strings().withChars("ab潮 ").ofMaxLength(30).list().ofMaxSize(20);
    }

    private static List<Line> readAll(InputStream in) throws IOException {
        Lines lines = new Lines(in, LONGEST);
        List<Line> read = new ArrayList<>();
        Optional<Line> next = lines.next();
        while (next.isPresent()) {
            read.add(next.get());
            next = lines.next();
        }
        return read;
    }

    /** Hands out at most so many bytes at once. */
    private static final class Chunks extends ByteArrayInputStream {
        private final int most;

        Chunks(byte[] bytes, int most) {
            super(bytes);
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, most));
        }
    }
}
