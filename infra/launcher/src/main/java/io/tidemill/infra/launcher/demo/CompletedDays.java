package io.tidemill.infra.launcher.demo;

import io.tidemill.schemas.contracts.LakeTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts the completed days that the trainings know of; the runs they make due stand in the same transactions. */
final class CompletedDays {
    private final String postgres;

    /**
     * @param postgres the JDBC URL of the servers' database
     */
    CompletedDays(String postgres) {
        this.postgres = postgres;
    }

    /** How many of these days of these event types are complete. */
    long of(Map<String, Set<LocalDate>> days) throws SQLException {
        Set<String> complete = complete();
        return days.entrySet().stream()
                .mapToLong(type -> type.getValue().stream()
                        .filter(day -> complete.contains(LakeTables.ofEvents(type.getKey()) + " " + day))
                        .count())
                .sum();
    }

    private Set<String> complete() throws SQLException {
        Set<String> complete = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(postgres);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT table_name, day FROM training.completed_partition")) {
            while (row.next()) {
                complete.add(row.getString(1) + " " + row.getObject(2, LocalDate.class));
            }
        }
        return complete;
    }
}
