package io.tidemill.featurejobs.featureconsistency.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text in a page. */
final class Html {
    private static final MathContext BRIEF = new MathContext(3);
    private static final double PERCENT = 100;

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

    /** A share in percent. */
    static String percent(double share) {
        return brief(PERCENT * share) + " %";
    }

    static String header(Label... labels) {
        return "<tr>"
                + Arrays.stream(labels)
                        .map(label -> "<th>" + escaped(label.text()) + "</th>")
                        .collect(Collectors.joining())
                + "</tr>";
    }

    /** A row of cells that are HTML already. */
    static String row(String... cells) {
        return "<tr>"
                + Arrays.stream(cells).map(cell -> "<td>" + cell + "</td>").collect(Collectors.joining())
                + "</tr>";
    }

    /** A list of items that are HTML already; nothing of none. */
    static String list(Stream<String> items) {
        String all = items.map(item -> "<li>" + item + "</li>").collect(Collectors.joining());
        return all.isEmpty() ? "" : "<ul>" + all + "</ul>";
    }

    static String styled(String style, String content) {
        return "<span class=\"" + style + "\">" + content + "</span>";
    }
}
