package io.tidemill.infra.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;

/** Looks for every file that any snapshot of a table names. */
final class TableFiles {
    private static final int ATTEMPTS = 5;

    private final Table table;
    private final Map<String, List<String>> filesOfManifest = new HashMap<>();
    private final Set<String> present = new HashSet<>();

    private TableFiles(Table table) {
        this.table = table;
    }

    /**
     * The files that a snapshot names and that are not there. A snapshot that maintenance expires in the meantime names no
     * file any more, which is why the table is asked again before a file is called missing.
     */
    static List<String> missing(Table table) {
        List<String> missing = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            missing = new TableFiles(table).missing();
            if (missing.isEmpty()) {
                return missing;
            }
        }
        return missing;
    }

    private List<String> missing() {
        Set<String> missing = new TreeSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            String manifestList = snapshot.manifestListLocation();
            if (!exists(manifestList)) {
                missing.add(manifestList);
                continue;
            }
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                if (!exists(manifest.path())) {
                    missing.add(manifest.path());
                    continue;
                }
                files(manifest).stream().filter(file -> !exists(file)).forEach(missing::add);
            }
        }
        return List.copyOf(missing);
    }

    private List<String> files(ManifestFile manifest) {
        return filesOfManifest.computeIfAbsent(manifest.path(), path -> {
            List<String> files = new ArrayList<>();
            try (ManifestReader<? extends ContentFile<?>> reader = manifest.content() == ManifestContent.DATA
                    ? ManifestFiles.read(manifest, table.io(), table.specs())
                    : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                reader.forEach(file -> files.add(file.location()));
            } catch (NotFoundException e) {
                return List.of(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return files;
        });
    }

    private boolean exists(String location) {
        if (present.contains(location)) {
            return true;
        }
        try {
            boolean there = table.io().newInputFile(location).exists();
            if (there) {
                present.add(location);
            }
            return there;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
