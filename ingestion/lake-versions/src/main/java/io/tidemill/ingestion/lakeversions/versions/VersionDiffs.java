package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.laketables.Lake;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;

/** Compares versions of the lake, table by table. */
public final class VersionDiffs {
    private final Lake lake;
    private final Versions versions;

    /** Compares versions of a lake that is open. */
    public VersionDiffs(Lake lake, Versions versions) {
        this.lake = lake;
        this.versions = versions;
    }

    /**
     * In what two versions differ.
     *
     * @param tables by table that both have
     * @param onlyInFirst tables that the second has not
     * @param onlyInSecond tables that the first has not
     */
    public record VersionDiff(List<TableDiff> tables, List<String> onlyInFirst, List<String> onlyInSecond) {}

    /**
     * Compares.
     *
     * @param first a version, or with a table also a snapshot id
     * @param second the same, or {@link Versions#CURRENT}
     * @param only the tables to compare; none for all
     */
    public VersionDiff compare(String first, String second, List<String> only) {
        Set<String> before = tables(first, second, only);
        Set<String> after = tables(second, first, only);
        List<TableDiff> diffs = new ArrayList<>();
        for (String name : before) {
            if (after.contains(name)) {
                Table table = Tables.named(lake, name);
                diffs.add(new SnapshotComparison(
                                table, versions.snapshot(table, name, first), versions.snapshot(table, name, second))
                        .compare(name));
            }
        }
        return new VersionDiff(diffs, without(before, after), without(after, before));
    }

    private Set<String> tables(String version, String other, List<String> only) {
        if (!only.isEmpty()) {
            return new TreeSet<>(only);
        }
        if (version.equals(Versions.CURRENT) && other.equals(Versions.CURRENT)) {
            throw ProblemException.invalid("first", "current and current are the same: expected a version");
        }
        return new TreeSet<>(versions.show(version.equals(Versions.CURRENT) ? other : version)
                .tables()
                .keySet());
    }

    private static List<String> without(Set<String> tables, Set<String> others) {
        return tables.stream().filter(table -> !others.contains(table)).toList();
    }
}
