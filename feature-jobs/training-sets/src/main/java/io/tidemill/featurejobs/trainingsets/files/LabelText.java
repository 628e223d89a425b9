package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.Label;
import io.tidemill.featurejobs.trainingsets.NoEventWithin;
import io.tidemill.featurejobs.trainingsets.WithinHorizon;
import io.tidemill.schemas.featureviews.AggregationFunction;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Labels as people write them: {@code none:order.paid:P90D}, {@code sum(amount):order.paid:P30D}. */
final class LabelText {
    private static final Pattern FORM = Pattern.compile("([a-z_]+)(?:\\((\\w+)\\))?:([^:]+):([^:]+)");
    private static final String NONE = "none";

    private LabelText() {}

    /** @throws InvalidTrainingSetException if the text is no label; it says what was expected */
    static Label read(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidTrainingSetException("label '" + text
                    + "': expected none:TYPE:HORIZON, or a function of a TYPE of events such as count:TYPE:HORIZON"
                    + " or sum(COLUMN):TYPE:HORIZON");
        }
        Optional<String> column = Optional.ofNullable(form.group(2));
        Duration horizon = horizon(form.group(4));
        try {
            if (form.group(1).equals(NONE) && column.isEmpty()) {
                return new NoEventWithin(form.group(3), horizon);
            }
            return new WithinHorizon(function(form.group(1)), column.orElse(null), form.group(3), horizon);
        } catch (IllegalArgumentException e) {
            throw new InvalidTrainingSetException("label '" + text + "': " + e.getMessage());
        }
    }

    private static AggregationFunction function(String name) {
        return Arrays.stream(AggregationFunction.values())
                .filter(function -> function.text().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no function, expected none, count, sum, avg, min, max or stddev"));
    }

    private static Duration horizon(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidTrainingSetException(
                    "label: horizon '" + text + "', expected an ISO 8601 duration such as P90D");
        }
    }
}
