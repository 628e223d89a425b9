package io.tidemill.ingestion.lakequality.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Text in a page. */
final class Html {
    private static final MathContext BRIEF = new MathContext(3);

    private Html() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A number in three digits. */
    static String brief(double number) {
        return Double.isNaN(number) || Double.isInfinite(number)
                ? "-"
                : new BigDecimal(number).round(BRIEF).stripTrailingZeros().toPlainString();
    }
}
