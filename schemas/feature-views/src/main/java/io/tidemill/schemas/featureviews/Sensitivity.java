package io.tidemill.schemas.featureviews;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** With how much care the values of a feature are to be handled, the least first. */
public enum Sensitivity {
    /** Anybody may know them. */
    PUBLIC,
    /** They are for those who work with the installation. */
    INTERNAL,
    /** They tell of a person what is protected elsewhere; not everybody who reads features reads them. */
    PERSONAL;

    /** As definitions write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that asks for more care. */
    public Sensitivity atLeast(Sensitivity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    static Optional<Sensitivity> of(String text) {
        return Arrays.stream(values())
                .filter(sensitivity -> sensitivity.text().equals(text))
                .findFirst();
    }
}
