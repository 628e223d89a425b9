package io.tidemill.infra.httpserver.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemill.infra.httpserver.routes.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements whose parameters stand in a row: null, text, numbers, days and instants. */
public final class Rows {
    private Rows() {}

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Reading<T> {
        /** The value of the row the result stands at. */
        T of(ResultSet row) throws SQLException;
    }

    /** How many rows a statement changed. */
    public static int change(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Everything that a query finds. */
    public static <T> List<T> find(
            Connection connection, Reading<T> reading, String sql, @Nullable Object... parameters) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(reading.of(row));
            }
        }
        return found;
    }

    /** A value as the text of a {@code jsonb} column. */
    public static String json(Object value) throws SQLException {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new SQLException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** The value that {@link #json} has written. */
    public static <T> T value(String json, Class<T> type) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("a row holds no " + type.getSimpleName(), e);
        }
    }

    /** The instant in a column. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int at = 0; at < parameters.length; at++) {
            @Nullable Object parameter = parameters[at];
            statement.setObject(
                    at + 1, parameter instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : parameter);
        }
        return statement;
    }
}
