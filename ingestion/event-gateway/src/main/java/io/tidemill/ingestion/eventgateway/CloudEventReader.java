package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.eventgateway.conversion.RecordConverter;
import io.tidemill.ingestion.eventgateway.conversion.Timestamps;
import io.tidemill.ingestion.eventgateway.conversion.UnfitValueException;
import io.tidemill.ingestion.eventgateway.conversion.WritableText;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericData;

/** Makes an event of the attributes and the data that a producer sent, or says which field is wrong. */
final class CloudEventReader {
    private static final Duration FARTHEST_AHEAD = Duration.ofMinutes(5);
    private static final int LONGEST_ATTRIBUTE = 512;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final EventSchemas schemas;
    private final Map<ReleasedSchema, RecordConverter> converters = new ConcurrentHashMap<>();
    private final Clock clock;

    CloudEventReader(EventSchemas schemas, Clock clock) {
        this.schemas = schemas;
        this.clock = clock;
    }

    /** Attributes as they came. */
    interface Attributes {
        /** The value of an attribute; empty where it is absent. */
        Optional<String> value(String attribute);

        /** What the producer calls an attribute. */
        String name(String attribute);

        /** The attributes that are neither CloudEvents' own nor ours, by name. */
        Map<String, String> extensions();
    }

    /**
     * Reads an event.
     *
     * @throws ProblemException with 422 for a value that cannot be taken, with 403 for another tenant's event; naming
     *     the field
     */
    Event read(Attributes attributes, JsonNode data, Caller caller) {
        String version = required(attributes, "specversion");
        if (!version.equals("1.0")) {
            throw invalid(attributes, "specversion", version + ": expected 1.0");
        }
        String id = required(attributes, "id");
        String source = required(attributes, "source");
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw invalid(attributes, "source", source + ": expected a URI reference such as /shops/7");
        }
        String type = knownType(attributes);
        String subject = required(attributes, "subject");
        Instant time = time(required(attributes, "time"), attributes.name("time"));
        String tenant = tenant(attributes, caller);
        attributes.value("datacontenttype").ifPresent(mediaType -> {
            if (!mediaType.startsWith("application/json")) {
                throw invalid(attributes, "datacontenttype", mediaType + ": expected application/json");
            }
        });
        return new Event(id, source, type, subject, time, tenant, data(type, data));
    }

    /** A business event type that is known now. */
    String knownType(Attributes attributes) {
        String type = required(attributes, "type");
        if (EventTypes.isOwn(type) || schemas.latest(type).isEmpty()) {
            if (!schemas.complete()) {
                throw ProblemException.unavailable(
                                "event type " + type + " is not known, and the registry of schemas does not answer",
                                RETRY_AFTER)
                        .withField(attributes.name("type"));
            }
            String known = schemas.latest().stream()
                    .map(ReleasedSchema::type)
                    .filter(each -> !EventTypes.isOwn(each))
                    .collect(Collectors.joining(", "));
            throw invalid(attributes, "type", type + ": expected one of " + known);
        }
        return type;
    }

    /** A time that is not more than five minutes ahead. */
    Instant time(String text, String field) {
        Instant time;
        try {
            time = Timestamps.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(field, text + ": expected " + Timestamps.EXPECTED);
        }
        Instant latest = clock.instant().plus(FARTHEST_AHEAD);
        if (time.isAfter(latest)) {
            throw ProblemException.invalid(
                    field, text + ": expected a time at most five minutes ahead, that is until " + latest);
        }
        return time;
    }

    private static String tenant(Attributes attributes, Caller caller) {
        String tenant = attributes.value("tenantid").orElse(caller.tenant());
        if (!caller.mayActFor(tenant)) {
            throw ProblemException.forbidden(
                            "tenant " + tenant + ": expected " + caller.tenant() + ", the tenant of the token")
                    .withField(attributes.name("tenantid"));
        }
        return checked(attributes, "tenantid", tenant);
    }

    private GenericData.Record data(String type, JsonNode data) {
        RecordConverter converter = converter(type);
        if (data.isMissingNode()) {
            throw ProblemException.invalid("data", "missing: expected an object");
        }
        try {
            return converter.convert(data);
        } catch (UnfitValueException e) {
            String field = e.field().isEmpty() ? "data" : "data." + e.field();
            throw ProblemException.invalid(field, e.problem());
        }
    }

    private RecordConverter converter(String type) {
        ReleasedSchema schema = schemas.latest(type)
                .orElseThrow(() -> ProblemException.invalid("type", type + ": there is no such event type any more"));
        try {
            return converters.computeIfAbsent(schema, version -> RecordConverter.of(version.schema()));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    "type", type + " cannot be sent as JSON, only in Avro to its topic: " + e.getMessage());
        }
    }

    private static String required(Attributes attributes, String attribute) {
        String value = attributes
                .value(attribute)
                .orElseThrow(() -> invalid(attributes, attribute, "missing: expected a text that is not empty"));
        return checked(attributes, attribute, value);
    }

    private static String checked(Attributes attributes, String attribute, String value) {
        if (value.isBlank() || value.length() > LONGEST_ATTRIBUTE) {
            throw invalid(attributes, attribute, "expected a text of 1 to " + LONGEST_ATTRIBUTE + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw invalid(attributes, attribute, "expected a text without control characters");
        }
        if (!WritableText.is(value)) {
            throw invalid(attributes, attribute, "expected " + WritableText.EXPECTED);
        }
        return value;
    }

    private static ProblemException invalid(Attributes attributes, String attribute, String detail) {
        return ProblemException.invalid(attributes.name(attribute), detail);
    }
}
