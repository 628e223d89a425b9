package io.tidemill.featurejobs.trainingsets.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Instants as files of other programs have them; what has no zone is in UTC. */
public final class Instants {
    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
            text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

    private Instants() {}

    /** A time with or without a zone, a day, or one of them as text, with a space between day and time or a T. */
    public static Optional<Instant> read(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return Optional.of(time.toInstant());
        }
        if (value instanceof LocalDateTime time) {
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof LocalDate day) {
            return Optional.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        String standard = text.strip().replace(' ', 'T');
        for (Function<String, Instant> form : FORMS) {
            try {
                return Optional.of(form.apply(standard));
            } catch (DateTimeException e) {
                // Then it may be of another form.
                continue;
            }
        }
        return Optional.empty();
    }
}
