package io.tidemill.ingestion.lineage.openlineage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * An event of OpenLineage (specification 2-0-2).
 *
 * @param type the transition of the run
 * @param time when
 * @param runId names the run; the same cause always gives the same id
 * @param job whose run it is
 * @param inputs what it reads
 * @param outputs what it writes
 * @param runFacets by their names
 */
public record RunEvent(
        Type type,
        Instant time,
        UUID runId,
        Job job,
        List<ToldDataset> inputs,
        List<ToldDataset> outputs,
        Map<String, Facet> runFacets) {
    private static final String SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The transitions of a run. */
    public enum Type {
        /** It begins. */
        START,
        /** It has ended well. */
        COMPLETE,
        /** It was ended. */
        ABORT,
        /** It has failed. */
        FAIL
    }

    /**
     * A job.
     *
     * @param namespace where its name is unique
     * @param name of the job
     * @param processing {@code BATCH} or {@code STREAMING}
     * @param kind in a word, such as {@code COMMIT}
     */
    public record Job(String namespace, String name, String processing, String kind) {
        public Job {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(name, "name");
        }
    }

    public RunEvent {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(job, "job");
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        runFacets = Map.copyOf(runFacets);
    }

    /** The id of the run that has this cause. */
    public static UUID runId(Object... cause) {
        String text =
                String.join("/", List.of(cause).stream().map(String::valueOf).toList());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same run at another of its transitions. */
    public RunEvent as(Type other, Instant at) {
        return new RunEvent(other, at, runId, job, inputs, outputs, runFacets);
    }

    /** The event as JSON. */
    public ObjectNode json() {
        ObjectNode event = NODES.objectNode();
        event.put("eventType", type.name());
        event.put("eventTime", time.toString());
        event.put("producer", Facet.PRODUCER);
        event.put("schemaURL", SCHEMA);
        ObjectNode run = event.putObject("run").put("runId", runId.toString());
        ObjectNode facets = run.putObject("facets");
        runFacets.forEach((name, facet) -> facets.set(name, facet.json()));
        ObjectNode told =
                event.putObject("job").put("namespace", job.namespace()).put("name", job.name());
        told.putObject("facets")
                .set("jobType", Facet.jobType(job.processing(), job.kind()).json());
        event.set("inputs", datasets(inputs, "inputFacets"));
        event.set("outputs", datasets(outputs, "outputFacets"));
        return event;
    }

    private static ArrayNode datasets(List<ToldDataset> datasets, String own) {
        ArrayNode array = NODES.arrayNode();
        datasets.forEach(dataset -> array.add(dataset.json(own)));
        return array;
    }
}
