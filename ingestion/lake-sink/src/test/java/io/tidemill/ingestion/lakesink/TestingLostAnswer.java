package io.tidemill.ingestion.lakesink;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A catalogue whose connection breaks after it has committed: the client asks again, and hears that it was too late. */
final class TestingLostAnswer implements TableOperations {
    private final TableOperations catalogue;
    private boolean lost;

    TestingLostAnswer(TableOperations catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        catalogue.commit(base, metadata);
        if (!lost) {
            lost = true;
            throw new CommitFailedException("the table has been updated by another process");
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
