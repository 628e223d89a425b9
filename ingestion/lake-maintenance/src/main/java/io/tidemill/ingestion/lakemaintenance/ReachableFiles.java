package io.tidemill.ingestion.lakemaintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** The files that a table has in any of its snapshots, by their paths without scheme and host. */
final class ReachableFiles {
    private final Set<String> paths = new HashSet<>();

    private ReachableFiles() {}

    /** Finds them all in a table's newest metadata. */
    static ReachableFiles of(Table table) {
        ReachableFiles reachable = new ReachableFiles();
        ReachableFileUtil.metadataFileLocations(table, false).forEach(reachable::add);
        ReachableFileUtil.statisticsFilesLocations(table).forEach(reachable::add);
        reachable.add(ReachableFileUtil.versionHintLocation(table));
        Set<String> manifests = new HashSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            String list = snapshot.manifestListLocation();
            if (list != null) {
                reachable.add(list);
            }
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                if (manifests.add(manifest.path())) {
                    reachable.add(manifest.path());
                    reachable.addFilesOf(table, manifest);
                }
            }
        }
        return reachable;
    }

    /** Whether a file is one of them, by whatever name of the same path. */
    boolean contains(String location) {
        return paths.contains(path(location));
    }

    private void add(String location) {
        paths.add(path(location));
    }

    /** Deleted entries too: what a snapshot that is kept has not may still be read by a reader of an older one. */
    private void addFilesOf(Table table, ManifestFile manifest) {
        try (ManifestReader<? extends ContentFile<?>> files =
                manifest.content() == org.apache.iceberg.ManifestContent.DATA
                        ? ManifestFiles.read(manifest, table.io(), table.specs())
                        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            for (ContentFile<?> file : files) {
                add(file.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read manifest " + manifest.path(), e);
        }
    }

    /**
     * The same file has several names: {@code file:/a}, {@code file:///a} and {@code /a}; {@code s3://} and {@code s3a://}.
     * Two files that differ in scheme or host alone count as one, and then neither is removed.
     */
    static String path(String location) {
        int scheme = location.indexOf(":/");
        if (scheme < 0 || location.indexOf('/') < scheme) {
            return location.replaceAll("/+", "/");
        }
        String rest = location.substring(scheme + 1);
        if (rest.startsWith("//") && !rest.startsWith("///")) {
            int afterHost = rest.indexOf('/', 2);
            rest = afterHost < 0 ? "/" : rest.substring(afterHost);
        }
        String path = rest.replaceAll("/+", "/");
        return location.startsWith("file:") ? decoded(path) : path;
    }

    private static String decoded(String path) {
        @Nullable
        String decoded = path.contains("%") ? URI.create("file:" + path).getPath() : path;
        return decoded == null ? path : decoded;
    }
}
