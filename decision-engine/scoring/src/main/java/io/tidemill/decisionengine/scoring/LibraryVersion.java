package io.tidemill.decisionengine.scoring;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of XGBoost that wrote a model. A newer one may mean something else by the same file. */
public record LibraryVersion(int major, int minor, int patch) implements Comparable<LibraryVersion> {
    /** The newest version whose models {@link TreeEnsemble} is known to score as the library does. */
    public static final LibraryVersion NEWEST_SUPPORTED = new LibraryVersion(3, 0, 4);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
    private static final Comparator<LibraryVersion> ORDER = Comparator.comparingInt(LibraryVersion::major)
            .thenComparingInt(LibraryVersion::minor)
            .thenComparingInt(LibraryVersion::patch);

    /** Reads {@code 3.0.4}. */
    public static LibraryVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("library version " + text + ": expected MAJOR.MINOR.PATCH");
        }
        return new LibraryVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    @Override
    public int compareTo(LibraryVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
