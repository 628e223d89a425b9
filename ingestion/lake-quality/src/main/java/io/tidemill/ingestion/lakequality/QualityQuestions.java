package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** What requests ask for, read from their paths and queries. */
final class QualityQuestions {
    private QualityQuestions() {}

    static LocalDate day(Request request) {
        return day("day", request.path("day"));
    }

    static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(field, "'" + text + "': expected a day such as 1998-01-31")
                    .withCause(e);
        }
    }

    static Optional<Integer> revision(Request request) {
        return request.query("revision").map(text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw ProblemException.invalid("revision", "'" + text + "': expected a whole number from 1")
                        .withCause(e);
            }
        });
    }

    static ProblemException unknown(Request request) {
        return new ProblemException(
                404,
                "Not found",
                "day",
                "no revision of " + request.path("day") + " of table " + request.path("table")
                        + " is complete"
                        + request.query("revision")
                                .map(number -> ", or not revision " + number)
                                .orElse(""));
    }
}
