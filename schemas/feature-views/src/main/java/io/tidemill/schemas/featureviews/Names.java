package io.tidemill.schemas.featureviews;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which names Feast and every store of ours can carry. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private Names() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static Optional<String> read(YamlNode node) {
        return node.text().filter(text -> {
            boolean good = isName(text);
            if (!good) {
                node.problem(
                        "'" + text + "', expected a name of lower-case letters, digits and underscores that begins "
                                + "with a letter and has at most 63 characters");
            }
            return good;
        });
    }
}
