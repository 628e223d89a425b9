package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layouts as the definitions folder has them now; while it cannot be read, as it had them before. */
final class DeclaredLayouts implements Supplier<TableLayouts> {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredLayouts.class);

    private final String folder;
    private TableLayouts last = TableLayouts.none();
    private String problem = "";

    /**
     * @param folder empty for none
     */
    DeclaredLayouts(String folder) {
        this.folder = folder;
    }

    @Override
    public TableLayouts get() {
        if (!folder.isEmpty()) {
            try {
                last = TableLayouts.read(Path.of(folder));
                problem = "";
            } catch (IOException | InvalidDefinitionsException e) {
                if (!e.toString().equals(problem)) {
                    problem = e.toString();
                    LOG.atError().addKeyValue("folder", folder).setCause(e).log("layouts stay as they were");
                }
            }
        }
        return last;
    }
}
