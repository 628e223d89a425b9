package io.tidemill.ingestion.schemaregistry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** What a new version must be able to do with earlier ones, by Confluent's names. */
enum Compatibility {
    /** Nothing. */
    NONE(false, false, false),
    /** Read what the latest wrote. */
    BACKWARD(true, false, false),
    /** Read what any earlier one wrote. */
    BACKWARD_TRANSITIVE(true, false, true),
    /** Be read by the latest. */
    FORWARD(false, true, false),
    /** Be read by any earlier one. */
    FORWARD_TRANSITIVE(false, true, true),
    /** Both, with the latest. */
    FULL(true, true, false),
    /** Both, with every earlier one. */
    FULL_TRANSITIVE(true, true, true);

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    Compatibility(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    /** The level of this name in any case. */
    static Optional<Compatibility> of(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * Why a schema cannot follow earlier ones; empty when it can.
     *
     * @param earlier ascending by version
     */
    List<String> violations(Schema proposed, List<StoredVersion> earlier) {
        List<StoredVersion> checked =
                transitive || earlier.isEmpty() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
        return checked.stream()
                .flatMap(version -> violations(proposed, version))
                .distinct()
                .toList();
    }

    private Stream<String> violations(Schema proposed, StoredVersion earlier) {
        Schema other = AvroText.parsedBefore(earlier.schema());
        return Stream.concat(
                backward
                        ? unreadable(proposed, other, "the new schema cannot read version " + earlier.version())
                        : none(),
                forward
                        ? unreadable(other, proposed, "version " + earlier.version() + " cannot read the new schema")
                        : none());
    }

    private static Stream<String> none() {
        return Stream.empty();
    }

    private static Stream<String> unreadable(Schema reader, Schema writer, String what) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(reason ->
                        what + ": " + reason.getType() + " at " + reason.getLocation() + ": " + reason.getMessage());
    }
}
