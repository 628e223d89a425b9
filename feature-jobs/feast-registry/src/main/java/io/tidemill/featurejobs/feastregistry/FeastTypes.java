package io.tidemill.featurejobs.feastregistry;

import java.util.Optional;

/** Feast's numbers of types ({@code feast.types.ValueType.Enum}) in our words. */
final class FeastTypes {
    private static final String[] NAMES = {
        "unknown", "bytes", "string", "int32", "int64", "double", "float", "bool", "unix_timestamp"
    };

    private FeastTypes() {}

    /** As what a feature is declared: values are answered as they are stored, whatever their width. */
    static Optional<String> ofFeature(long number) {
        return switch ((int) number) {
            case 2 -> Optional.of("string");
            case 3, 4 -> Optional.of("int64");
            case 5, 6 -> Optional.of("double");
            default -> Optional.empty();
        };
    }

    /** As what a key is declared: its width is part of the key in Redis. */
    static Optional<String> ofKey(long number) {
        return number >= 2 && number <= 4 ? Optional.of(NAMES[(int) number]) : Optional.empty();
    }

    /** For people. */
    static String text(long number) {
        return number < NAMES.length ? NAMES[(int) number] : "Feast's number " + number;
    }
}
