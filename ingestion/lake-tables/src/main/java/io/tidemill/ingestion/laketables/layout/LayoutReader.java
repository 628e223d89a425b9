package io.tidemill.ingestion.laketables.layout;

import io.tidemill.schemas.featureviews.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one layout. What a file does not say is as in the layout it begins with. */
final class LayoutReader {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,5})\\s*(KB|MB|GB)");
    private static final Map<String, Long> UNITS = Map.of("KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);
    private static final Set<String> KEYS = Set.of(
            "table",
            "partitioning",
            "sort",
            "targetFileSize",
            "compressionLevel",
            "bloomFilters",
            "snapshots",
            "allowedLateness",
            "revisionQuietPeriod");

    private final YamlNode document;
    private final Map<String, YamlNode> keys;
    private final String table;

    private LayoutReader(YamlNode document, Map<String, YamlNode> keys, String table) {
        this.document = document;
        this.keys = keys;
        this.table = table;
    }

    /** Begins with a document; nothing if it names no table. */
    static Optional<LayoutReader> open(YamlNode document) {
        Map<String, YamlNode> keys = document.keys(KEYS);
        return document.required(keys, "table", YamlNode::text).map(table -> new LayoutReader(document, keys, table));
    }

    String table() {
        return table;
    }

    void problem(String message) {
        document.problem(message);
    }

    /** Reads it; what is wrong is noted, and then as in the layout it begins with. */
    TableLayout read(TableLayout base, Optional<Set<String>> columns) {
        return new TableLayout(
                names("partitioning", base.partitioning(), columns, true),
                names("sort", base.sort(), columns, false),
                size(base.targetFileBytes()),
                level(base.compressionLevel()),
                names("bloomFilters", base.bloomFilters(), columns, false),
                snapshots(base.snapshots()),
                completion(base.completion()));
    }

    private List<String> names(String key, List<String> base, Optional<Set<String>> columns, boolean terms) {
        YamlNode list = keys.get(key);
        if (list == null) {
            return base;
        }
        List<String> names = new ArrayList<>();
        for (YamlNode element : list.elements()) {
            element.text().ifPresent(text -> {
                Optional<PartitionTerm> term = PartitionTerm.parse(text);
                if (term.isEmpty() || (!terms && !(term.get() instanceof PartitionTerm.Identity))) {
                    element.problem(
                            "'" + text + "', expected a column" + (terms ? ", or bucket(16, event_subject)" : ""));
                } else if (columns.isPresent()
                        && !columns.get().contains(term.get().column())) {
                    element.problem("table " + table + " has no column '"
                            + term.get().column() + "', expected one of "
                            + columns.get().stream().sorted().toList());
                } else {
                    names.add(text.strip());
                }
            });
        }
        return names;
    }

    private long size(long base) {
        YamlNode node = keys.get("targetFileSize");
        if (node == null) {
            return base;
        }
        return node.text()
                .map(text -> {
                    Matcher matcher = SIZE.matcher(text.strip());
                    if (matcher.matches()) {
                        return Long.parseLong(Objects.requireNonNull(matcher.group(1)))
                                * Objects.requireNonNull(UNITS.get(matcher.group(2)));
                    }
                    node.problem("'" + text + "', expected a size such as 128MB");
                    return base;
                })
                .orElse(base);
    }

    private int level(int base) {
        return keys.containsKey("compressionLevel") ? number(keys, "compressionLevel", 1, 22, base) : base;
    }

    private SnapshotRetention snapshots(SnapshotRetention base) {
        YamlNode node = keys.get("snapshots");
        if (node == null) {
            return base;
        }
        Map<String, YamlNode> inside = node.keys(Set.of("keepFor", "keepAtLeast", "keepAnnouncedFor"));
        return new SnapshotRetention(
                duration(inside, "keepFor").orElse(base.keepFor()),
                number(inside, "keepAtLeast", 1, 100_000, base.keepAtLeast()),
                duration(inside, "keepAnnouncedFor").orElse(base.keepAnnouncedFor()));
    }

    private DayCompletion completion(DayCompletion base) {
        return new DayCompletion(
                duration(keys, "allowedLateness").orElse(base.allowedLateness()),
                duration(keys, "revisionQuietPeriod").orElse(base.revisionQuietPeriod()));
    }

    private static int number(Map<String, YamlNode> keys, String key, int least, int most, int base) {
        YamlNode node = keys.get(key);
        if (node == null) {
            return base;
        }
        String text = node.text().orElse("");
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        node.problem("'" + text + "', expected a whole number from " + least + " to " + most);
        return base;
    }

    private static Optional<Duration> duration(Map<String, YamlNode> keys, String key) {
        YamlNode node = keys.get(key);
        if (node == null) {
            return Optional.empty();
        }
        Optional<Duration> duration = node.duration();
        if (duration.isPresent() && duration.get().isNegative()) {
            node.problem(duration.get() + ", expected a duration that is not negative");
            return Optional.empty();
        }
        return duration;
    }
}
