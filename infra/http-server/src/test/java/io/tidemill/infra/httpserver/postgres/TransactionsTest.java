package io.tidemill.infra.httpserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.250Z");

    record Kept(String name, int count) {}

    @Test
    void whatWorkDidStandsAllTogetherOrNotAtAll() throws Exception {
        try (TestPostgres postgres = TestPostgres.start()) {
            Transactions transactions = new Transactions(postgres.dataSource());
            transactions.run(connection -> Rows.change(
                    connection, "CREATE TABLE kept (id int, day date, at timestamptz, body jsonb, note text)"));
            // When work ends well, and other work fails after it has changed a row
            transactions.run(connection -> Rows.change(
                    connection,
                    "INSERT INTO kept VALUES (?, ?, ?, ?::jsonb, ?)",
                    1,
                    LocalDate.of(2026, 3, 1),
                    AT,
                    Rows.json(new Kept("tea", 3)),
                    null));
            assertThatThrownBy(() -> transactions.<Integer, IOException>run(connection -> {
                        Rows.change(connection, "UPDATE kept SET id = 2");
                        throw new IOException("the lake is away");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the lake is away");
            // Then what the first wrote is there as it was given, and nothing of the second
            List<String> rows = transactions.run(connection -> Rows.find(
                    connection,
                    row -> row.getInt("id") + " " + row.getObject("day", LocalDate.class) + " "
                            + Rows.instant(row, "at") + " " + Rows.value(row.getString("body"), Kept.class) + " "
                            + row.getString("note"),
                    "SELECT * FROM kept WHERE at = ?",
                    AT));
            assertThat(rows).containsExactly("1 2026-03-01 " + AT + " Kept[name=tea, count=3] null");
        }
    }

    @Test
    void aBodyThatIsNoValueSaysOfWhichType() {
        assertThatThrownBy(() -> Rows.value("{\"name\": 3", Kept.class))
                .isInstanceOf(SQLException.class)
                .hasMessage("a row holds no Kept");
    }
}
