package io.tidemill.infra.testsupport;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A lake's catalogue that commits, while its client hears something else: the connection broke, or it asked twice. */
public final class LostAnswers implements TableOperations {
    private final TableOperations catalogue;
    private final Runnable meanwhile;
    private final Queue<RuntimeException> heard;

    private LostAnswers(TableOperations catalogue, Runnable meanwhile, List<RuntimeException> heard) {
        this.catalogue = catalogue;
        this.meanwhile = meanwhile;
        this.heard = new ArrayDeque<>(heard);
    }

    /**
     * A table of that catalogue.
     *
     * @param table of a catalogue that answers
     * @param heard what is thrown after the first commits, one each
     */
    public static Table of(Table table, RuntimeException... heard) {
        return of(table, () -> {}, heard);
    }

    /**
     * A table of that catalogue.
     *
     * @param table of a catalogue that answers
     * @param meanwhile what others do after such a commit, before something else is heard
     * @param heard what is thrown after the first commits, one each
     */
    public static Table of(Table table, Runnable meanwhile, RuntimeException... heard) {
        TableOperations answering = ((HasTableOperations) table).operations();
        return new BaseTable(new LostAnswers(answering, meanwhile, List.of(heard)), table.name());
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        catalogue.commit(base, metadata);
        RuntimeException instead = heard.poll();
        if (instead != null) {
            meanwhile.run();
            throw instead;
        }
    }

    @Override
    public TableMetadata current() {
        return catalogue.current();
    }

    @Override
    public TableMetadata refresh() {
        return catalogue.refresh();
    }

    @Override
    public FileIO io() {
        return catalogue.io();
    }

    @Override
    public EncryptionManager encryption() {
        return catalogue.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return catalogue.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current().location(), current().properties());
    }
}
