package io.tidemill.schemas.expectations;

import io.tidemill.schemas.expectations.TableColumnTypes.Kind;
import io.tidemill.schemas.featureviews.YamlNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the expectations of one table and checks them against its columns. */
final class ExpectationReader {
    private static final Set<String> COMMON = Set.of("name", "kind", "severity", "tenant");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final DoublePredicate SHARE = value -> value >= 0 && value <= 1;
    private static final DoublePredicate POSITIVE = value -> value > 0;
    private static final String SHARE_TEXT = "a share from 0 to 1";

    private final Map<String, Kind> columns;

    ExpectationReader(Map<String, Kind> columns) {
        this.columns = columns;
    }

    List<Expectation> read(YamlNode list) {
        List<Expectation> expectations = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode node : list.elements()) {
            expectation(node).ifPresent(expectation -> {
                expectations.add(expectation);
                if (!names.add(expectation.name())) {
                    node.problem("name '" + expectation.name() + "' is defined twice");
                }
            });
        }
        if (expectations.isEmpty()) {
            list.problem("expected one expectation or more");
        }
        return expectations;
    }

    private Optional<Expectation> expectation(YamlNode node) {
        Map<String, YamlNode> keys = node.entries();
        Optional<String> name = node.required(keys, "name", ExpectationReader::name);
        Optional<Severity> severity = node.required(keys, "severity", ExpectationReader::severity);
        Optional<String> tenant = Optional.ofNullable(keys.get("tenant")).flatMap(YamlNode::text);
        Optional<Rule> rule = node.required(keys, "kind", kind -> kind.text().flatMap(text -> rule(node, kind, text)));
        return name.isPresent() && severity.isPresent() && rule.isPresent()
                ? Optional.of(new Expectation(name.get(), severity.get(), tenant, rule.get()))
                : Optional.empty();
    }

    private Optional<Rule> rule(YamlNode node, YamlNode kind, String text) {
        return switch (text) {
            case "null-share" -> nullShare(node);
            case "range" -> range(node);
            case "set" -> oneOf(node);
            case "regex" -> matches(node);
            case "unique" -> unique(node);
            case "freshness" -> freshness(node);
            case "volume" -> volume(node);
            case "iqr-outliers" -> quartileOutliers(node);
            case "z-score-outliers" -> deviationOutliers(node);
            default -> {
                kind.problem("'" + text + "', expected one of " + Rule.kinds());
                yield Optional.empty();
            }
        };
    }

    private Optional<Rule> nullShare(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "atMost");
        return column(node, keys, Set.of(Kind.values())).map(column -> new Rule.NullShare(column, share(keys, 0)));
    }

    private Optional<Rule> range(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "minimum", "maximum", "atMost");
        Optional<BigDecimal> minimum = Numbers.decimal(keys.get("minimum"));
        Optional<BigDecimal> maximum = Numbers.decimal(keys.get("maximum"));
        if (minimum.isEmpty() && maximum.isEmpty()) {
            node.problem("expected minimum, maximum or both");
        } else if (minimum.isPresent() && maximum.isPresent() && minimum.get().compareTo(maximum.get()) > 0) {
            node.problem("minimum " + minimum.get() + " is above maximum " + maximum.get());
        }
        return column(node, keys, Set.of(Kind.NUMBER))
                .map(column -> new Rule.Range(column, minimum, maximum, share(keys, 0)));
    }

    private Optional<Rule> oneOf(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "values", "atMost");
        Set<String> values = new LinkedHashSet<>();
        node.required(keys, "values", Optional::of).ifPresent(list -> {
            list.elements().forEach(value -> value.text().ifPresent(values::add));
            if (values.isEmpty()) {
                list.problem("expected one value or more");
            }
        });
        return column(node, keys, Set.of(Kind.values())).map(column -> new Rule.OneOf(column, values, share(keys, 0)));
    }

    private Optional<Rule> matches(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "pattern", "atMost");
        Optional<Pattern> pattern = node.required(keys, "pattern", ExpectationReader::pattern);
        return column(node, keys, Set.of(Kind.TEXT))
                .flatMap(column -> pattern.map(found -> new Rule.Matches(column, found, share(keys, 0))));
    }

    private Optional<Rule> unique(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "columns");
        List<String> found = new ArrayList<>();
        node.required(keys, "columns", Optional::of).ifPresent(list -> list.elements()
                .forEach(element -> column(element, Set.of(Kind.values())).ifPresent(found::add)));
        if (found.isEmpty()) {
            node.problem("columns: expected one column or more");
        }
        return Optional.of(new Rule.Unique(found));
    }

    private static Optional<Rule> freshness(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "quantile", "atMost");
        double quantile = Numbers.number(keys, "quantile", 0.99, SHARE, SHARE_TEXT);
        return node.required(keys, "atMost", YamlNode::duration)
                .filter(most -> {
                    if (most.compareTo(Duration.ZERO) < 0) {
                        node.problem("atMost '" + most + "', expected a duration of zero or more");
                    }
                    return !most.isNegative();
                })
                .map(most -> new Rule.Freshness(quantile, most));
    }

    private static Optional<Rule> volume(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "weeks", "tolerance", "minimumRows");
        return Optional.of(new Rule.Volume(
                (int) Numbers.number(keys, "weeks", 4, Numbers.whole(1, 12), "a whole number from 1 to 12"),
                Numbers.number(keys, "tolerance", 0.5, POSITIVE, "a number above 0"),
                (long) Numbers.number(keys, "minimumRows", 0, Numbers.whole(0, 1e15), "a whole number from 0")));
    }

    private Optional<Rule> quartileOutliers(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "factor", "days", "atMost");
        return column(node, keys, Set.of(Kind.NUMBER))
                .map(column -> new Rule.QuartileOutliers(
                        column,
                        Numbers.number(keys, "factor", 1.5, POSITIVE, "a number above 0"),
                        days(keys),
                        share(keys, 0.05)));
    }

    private Optional<Rule> deviationOutliers(YamlNode node) {
        Map<String, YamlNode> keys = keys(node, "column", "threshold", "days", "atMost");
        return column(node, keys, Set.of(Kind.NUMBER))
                .map(column -> new Rule.DeviationOutliers(
                        column,
                        Numbers.number(keys, "threshold", 3, POSITIVE, "a number above 0"),
                        days(keys),
                        share(keys, 0.01)));
    }

    private static Map<String, YamlNode> keys(YamlNode node, String... own) {
        Set<String> allowed = new HashSet<>(COMMON);
        allowed.addAll(List.of(own));
        return node.keys(allowed);
    }

    private Optional<String> column(YamlNode node, Map<String, YamlNode> keys, Set<Kind> kinds) {
        return node.required(keys, "column", child -> column(child, kinds));
    }

    private Optional<String> column(YamlNode node, Set<Kind> kinds) {
        return node.text().filter(text -> {
            Kind kind = columns.get(text);
            if (kind == null) {
                node.problem("column '" + text + "', expected one of " + String.join(", ", columns.keySet()));
            } else if (!kinds.contains(kind)) {
                node.problem("column '" + text + "', expected a column of "
                        + (kinds.contains(Kind.NUMBER) ? "numbers" : "text"));
            }
            return kind != null && kinds.contains(kind);
        });
    }

    private static double share(Map<String, YamlNode> keys, double fallback) {
        return Numbers.number(keys, "atMost", fallback, SHARE, SHARE_TEXT);
    }

    private static int days(Map<String, YamlNode> keys) {
        return (int) Numbers.number(keys, "days", 14, Numbers.whole(2, 90), "a whole number from 2 to 90");
    }

    private static Optional<String> name(YamlNode node) {
        return node.text().filter(text -> {
            boolean good = NAME.matcher(text).matches();
            if (!good) {
                node.problem("'" + text + "', expected lower-case letters, digits and -, beginning with a letter");
            }
            return good;
        });
    }

    private static Optional<Severity> severity(YamlNode node) {
        return node.text().flatMap(text -> {
            Optional<Severity> severity = Set.of(Severity.values()).stream()
                    .filter(each -> each.text().equals(text))
                    .findFirst();
            if (severity.isEmpty()) {
                node.problem("'" + text + "', expected must or should");
            }
            return severity;
        });
    }

    private static Optional<Pattern> pattern(YamlNode node) {
        return node.text().flatMap(text -> {
            try {
                return Optional.of(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                node.problem("'" + text + "', expected a regular expression: " + e.getDescription());
                return Optional.empty();
            }
        });
    }
}
