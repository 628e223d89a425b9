package io.tidemill.infra.benchmarks.trainingsets;

import io.tidemill.infra.lakecatalog.LakeCatalog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * By DuckDB over the same files: running totals of each member, and two ASOF joins, to the question's instant and to the
 * start of its thirty days (https://duckdb.org/docs/stable/guides/sql_features/asof_join.html).
 */
final class DuckDbTrainingSet implements Maker {
    private static final int VALUES = 5;
    private static final String TOTALS =
            """
            create or replace temp table totals as
            select event_subject as member, event_time as since, count(*) over running as n, sum(amount::double) over running as total
            from read_parquet([FILES])
            window running as (partition by event_subject order by event_time
                range between unbounded preceding and current row)
            """;
    private static final String JOINED =
            """
            create or replace temp table joined as
            select question.number,
                coalesce(now.n, 0)::double as count_all,
                coalesce(now.total, 0) as sum_all,
                (coalesce(now.n, 0) - coalesce(past.n, 0))::double as count_30d,
                coalesce(now.total, 0) - coalesce(past.total, 0) as sum_30d
            from questions question
            asof left join totals now on question.member = now.member and question.asked >= now.since
            asof left join totals past on question.member = past.member
                and date_trunc('day', question.asked - interval 30 days) > past.since
            """;

    @Override
    public double[][] make(LakeCatalog lake, Shop shop, Timed timed) throws Exception {
        String files =
                OrderTable.files(lake).stream().map(file -> "'" + file + "'").collect(Collectors.joining(","));
        double[][] values = new double[shop.questions()][];
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("set timezone = 'UTC'");
            ask(duck.unwrap(DuckDBConnection.class), statement, shop);
            timed.run(() -> {
                statement.execute(TOTALS.replace("FILES", files));
                statement.execute(JOINED);
                read(statement, values);
            });
        }
        return values;
    }

    private static void ask(DuckDBConnection duck, Statement statement, Shop shop) throws SQLException {
        statement.execute("create table questions (number integer, member varchar, asked timestamptz)");
        try (DuckDBAppender appender = duck.createAppender("main", "questions")) {
            Iterator<Shop.Question> questions = shop.allQuestions().iterator();
            for (int number = 0; questions.hasNext(); number++) {
                Shop.Question question = questions.next();
                appender.beginRow();
                appender.append(number);
                appender.append(question.member());
                appender.append(question.asOf().atOffset(ZoneOffset.UTC));
                appender.endRow();
            }
        }
    }

    private static void read(Statement statement, double[][] values) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select * from joined")) {
            while (rows.next()) {
                double[] row = new double[VALUES];
                for (int value = 0; value < VALUES - 1; value++) {
                    row[value] = rows.getDouble(value + 2);
                }
                row[VALUES - 1] = row[2] == 0 ? Double.NaN : row[3] / row[2];
                values[rows.getInt(1)] = row;
            }
        }
    }
}
