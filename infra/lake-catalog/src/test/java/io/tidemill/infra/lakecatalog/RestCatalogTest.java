package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestCatalogTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTableOfTheRestCatalogueIsOneOfTheCatalogueBehindIt() throws Exception {
        // Given a server of the REST protocol in front of a catalogue in PostgreSQL
        try (TestPostgres postgres = TestPostgres.start();
                LakeCatalog behind = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            Server server = new Server(0);
            ServletContextHandler context = new ServletContextHandler("/");
            context.addServlet(
                    new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(behind.tables()))), "/*");
            server.setHandler(context);
            server.start();
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            CatalogSettings settings = CatalogSettings.of(Map.of(
                    "lake.catalog",
                    "rest",
                    "lake.catalog-uri",
                    "http://127.0.0.1:" + port,
                    "lake.warehouse",
                    folder.toString(),
                    "lake.io.impl",
                    "org.apache.iceberg.hadoop.HadoopFileIO"));

            // When
            try (LakeCatalog lake = LakeCatalog.open(settings)) {
                TestingRows.append(lake, Map.of("a", 1L));
                TestingRows.append(lake, Map.of("b", 2L));

                // Then
                assertThat(TestingRows.ids(lake)).containsExactly("a", "b");
                assertThat(TestingRows.ids(behind)).containsExactly("a", "b");
                assertThat(behind.tables().loadTable(TestingRows.TABLE).history())
                        .hasSize(2);
            } finally {
                server.stop();
            }
        }
    }
}
