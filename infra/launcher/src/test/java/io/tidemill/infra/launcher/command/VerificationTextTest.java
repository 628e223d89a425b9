package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class VerificationTextTest {
    @Test
    void aDayOnWhichNothingWasComparedSaysWhyAndOfWhat() throws Exception {
        String text = printed(
                """
                {"summary": {"day": "2026-03-29", "verdict": "nothing-compared"},
                 "nothingCompared": "none of the 12 rows on record can be compared",
                 "report": {"rows": 12, "notCompared": 12, "features": [], "leftOut": [
                   {"view": "gone", "kind": "NOT_DEFINED", "rows": 8},
                   {"view": "risk", "kind": "OTHER_KEYS", "rows": 4}]}}""");
        assertThat(text.lines())
                .containsExactly(
                        "2026-03-29 nothing compared: none of the 12 rows on record can be compared",
                        "not compared: 8 rows of gone, its view is not defined any more",
                        "not compared: 4 rows of risk, its view has other join keys now");
    }

    @Test
    void aDayThatFailedTellsHowManyRowsWereComparedAndWhatNothingExplains() throws Exception {
        String text = printed(
                """
                {"summary": {"day": "2026-03-29", "verdict": "failed", "compared": 20, "equal": 18, "unexplained": 1},
                 "report": {"rows": 12, "notCompared": 2,
                   "leftOut": [{"view": "pairs", "kind": "OTHER_KEYS", "rows": 2}],
                   "features": [{"feature": "orders:n", "compared": 20, "equal": 18,
                     "causes": {"NOT_YET": 1, "BUG": 1},
                     "examples": [
                       {"entity": "m1", "cause": "NOT_YET", "servedAt": "t1", "served": "1", "recomputed": "2"},
                       {"entity": "m2", "cause": "BUG", "servedAt": "t2", "served": "9", "recomputed": "2"}]}]}}""");
        assertThat(text)
                .startsWith("2026-03-29 failed: 20 values of 10 rows compared, 18 equal, 1 unexplained\n"
                        + "not compared: 2 rows of pairs, its view has other join keys now\n")
                .contains("NOT_YET 1, BUG 1")
                .endsWith("BUG orders:n of m2 at t2: served 9, recomputed 2\n");
    }

    private static String printed(String told) throws IOException {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        VerificationText.print(new ObjectMapper().readTree(told), out);
        out.flush();
        return text.toString();
    }
}
