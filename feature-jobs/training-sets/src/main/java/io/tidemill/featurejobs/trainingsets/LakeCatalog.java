package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** The catalogue of the lake: Iceberg's own, over JDBC. */
public final class LakeCatalog {
    /** Under this name the catalogue's tables stand in the database. */
    private static final String NAME = LakeTables.NAMESPACE;

    private LakeCatalog() {}

    /**
     * Opens it; close it after use.
     *
     * @param catalogUri JDBC URL, user included ({@code lake.catalog-uri})
     * @param warehouse path or URI of the warehouse ({@code lake.warehouse})
     */
    public static JdbcCatalog open(String catalogUri, String warehouse) {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize(
                NAME,
                Map.of(
                        CatalogProperties.URI,
                        catalogUri,
                        CatalogProperties.WAREHOUSE_LOCATION,
                        warehouse,
                        JdbcCatalog.PROPERTY_PREFIX + "schema-version",
                        "V1"));
        return catalog;
    }
}
