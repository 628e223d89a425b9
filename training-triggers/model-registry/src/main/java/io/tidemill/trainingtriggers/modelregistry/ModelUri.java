package io.tidemill.trainingtriggers.modelregistry;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model as MLflow writes it: {@code models:/churn@champion} or {@code models:/churn/3}. */
public sealed interface ModelUri {
    /** The model's name. */
    String model();

    /** By alias. */
    record ByAlias(String model, String alias) implements ModelUri {
        public ByAlias {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(alias, "alias");
        }
    }

    /** By number. */
    record ByVersion(String model, long version) implements ModelUri {
        public ByVersion {
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static ModelUri parse(String text) {
        Matcher byAlias =
                Pattern.compile("models:/([^/@]+)@([A-Za-z][A-Za-z0-9_-]*)").matcher(text);
        if (byAlias.matches()) {
            return new ByAlias(byAlias.group(1), byAlias.group(2));
        }
        Matcher byVersion = Pattern.compile("models:/([^/@]+)/([1-9]\\d{0,17})").matcher(text);
        if (byVersion.matches()) {
            return new ByVersion(byVersion.group(1), Long.parseLong(byVersion.group(2)));
        }
        throw new IllegalArgumentException(
                "model URI " + text + ": expected models:/NAME@ALIAS or models:/NAME/VERSION");
    }
}
