package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Text with columns in it: {@code cdnow-${line}}, {@code ${customer_id | trim}}. {@code ${line}} is the row's line number;
 * {@code $${} stands for {@code ${} itself.
 */
final class Template {
    private static final String LINE = "line";

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    static Template parse(String path, String text) throws InvalidMappingException {
        List<Part> parts = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            int start = text.indexOf("${", position);
            if (start < 0) {
                parts.add(new Literal(text.substring(position)));
                break;
            }
            if (start > position && text.charAt(start - 1) == '$') {
                parts.add(new Literal(text.substring(position, start - 1) + "${"));
                position = start + 2;
                continue;
            }
            int end = text.indexOf('}', start);
            if (end < 0) {
                throw new InvalidMappingException(path, "${ without } in \"" + text + "\"");
            }
            parts.add(new Literal(text.substring(position, start)));
            parts.add(reference(path, text.substring(start + 2, end)));
            position = end + 1;
        }
        return new Template(parts);
    }

    /** The text for a row; a column that the row does not have is empty. */
    String render(Row row) throws BadRowException {
        if (parts.size() == 1) {
            return parts.get(0).render(row);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.render(row));
        }
        return text.toString();
    }

    /** The columns it reads. */
    Stream<String> columns() {
        return parts.stream().map(Part::column).flatMap(Stream::ofNullable);
    }

    /** Whether it reads the number of the line. */
    boolean readsLine() {
        return parts.stream().anyMatch(LineNumber.class::isInstance);
    }

    private static Part reference(String path, String text) throws InvalidMappingException {
        String[] pieces = text.split("\\|", -1);
        String name = pieces[0].strip();
        if (name.isEmpty()) {
            throw new InvalidMappingException(path, "${" + text + "} names no column");
        }
        List<TextFunction> functions = new ArrayList<>();
        for (int i = 1; i < pieces.length; i++) {
            String spelling = pieces[i].strip();
            functions.add(TextFunction.named(spelling)
                    .orElseThrow(() -> new InvalidMappingException(
                            path,
                            "no function " + spelling + " in ${" + text + "}, expected one of "
                                    + TextFunction.spellings())));
        }
        return name.equals(LINE) && functions.isEmpty() ? new LineNumber() : new Column(name, functions);
    }

    private sealed interface Part {
        String render(Row row) throws BadRowException;

        default @Nullable String column() {
            return null;
        }
    }

    private record Literal(String text) implements Part {
        @Override
        public String render(Row row) {
            return text;
        }
    }

    private record LineNumber() implements Part {
        @Override
        public String render(Row row) {
            return Long.toString(row.line());
        }
    }

    private record Column(String column, List<TextFunction> functions) implements Part {
        @Override
        public String render(Row row) throws BadRowException {
            String text = row.text(column);
            if (text == null) {
                return "";
            }
            for (TextFunction function : functions) {
                text = function.apply(text);
            }
            return text;
        }
    }
}
