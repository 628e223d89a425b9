package io.tidemill.schemas.featureviews;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The key of several entities as one text: the values in the order of the view's entities, with {@code :} between them, and
 * before each {@code :}, {@code ,} and {@code \} within a value a {@code \}. No two keys have one text. The key of one
 * entity is its value as it is.
 */
public final class CompositeId {
    private static final char BETWEEN = ':';
    private static final char ESCAPE = '\\';
    private static final char LISTED = ',';

    private CompositeId() {}

    /** The text of a key. */
    public static String of(List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        StringBuilder text = new StringBuilder();
        for (int value = 0; value < values.size(); value++) {
            if (value > 0) {
                text.append(BETWEEN);
            }
            escape(values.get(value), text);
        }
        return text.toString();
    }

    /** The values of a key by its text; empty if it is none of so many values. */
    public static Optional<List<String>> split(String text, int count) {
        if (count == 1) {
            return Optional.of(List.of(text));
        }
        List<String> values = pieces(text, BETWEEN, false);
        return values.size() == count ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    /** The texts of keys of several entities that stand one after another, with a comma between them. */
    public static List<String> list(String texts) {
        return List.copyOf(pieces(texts, LISTED, true));
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == BETWEEN || letter == ESCAPE || letter == LISTED) {
                text.append(ESCAPE);
            }
            text.append(letter);
        }
    }

    /** What stands between separators that are not escaped; none of a text that ends within an escape. */
    private static List<String> pieces(String text, char separator, boolean keepEscapes) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == separator) {
                pieces.add(piece.toString());
                piece.setLength(0);
                continue;
            }
            if (letter == ESCAPE) {
                if (keepEscapes) {
                    piece.append(ESCAPE);
                }
                if (++i == text.length()) {
                    return keepEscapes ? List.of(text) : List.of();
                }
            }
            piece.append(text.charAt(i));
        }
        pieces.add(piece.toString());
        return pieces;
    }
}
