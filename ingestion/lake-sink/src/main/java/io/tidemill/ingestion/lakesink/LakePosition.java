package io.tidemill.ingestion.lakesink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.SnapshotSummaries;
import io.tidemill.schemas.contracts.LakeTables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each table of the lake has come in its topics: what is before these offsets is in the table, or never will be.
 *
 * @param tables offsets by table
 */
record LakePosition(Map<String, Offsets> tables) {
    private static final Logger LOG = LoggerFactory.getLogger(LakePosition.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> IDS = new TypeReference<>() {};

    LakePosition {
        tables = Map.copyOf(tables);
    }

    /** What the newest snapshots of all tables tell. */
    static LakePosition read(Lake lake, TopicIds topicIds) {
        Map<String, Offsets> tables = new HashMap<>();
        for (String name : lake.tables()) {
            lake.eventTable(name).ifPresent(table -> tables.put(name, of(table, table.currentSnapshot(), topicIds)));
        }
        return new LakePosition(tables);
    }

    /** What a snapshot tells, without the offsets of topics that were created anew since. */
    static Offsets of(Table table, @Nullable Snapshot snapshot, TopicIds topicIds) {
        Offsets told = SnapshotSummaries.told(table, snapshot, LakeTables.OFFSETS_PROPERTY)
                .map(Offsets::parse)
                .orElse(Offsets.NONE);
        Map<String, String> ids = SnapshotSummaries.told(table, snapshot, LakeTables.TOPIC_IDS_PROPERTY)
                .map(LakePosition::parseIds)
                .orElse(Map.of());
        return told.inTopics(topic -> {
            boolean same = topicIds.isStill(topic, ids.get(topic));
            if (!same) {
                LOG.atWarn()
                        .addKeyValue("table", table.name())
                        .addKeyValue("topic", topic)
                        .log("the topic was created anew: the offsets that the table tells do not count");
            }
            return same;
        });
    }

    /** The ids of the topics of some offsets, as a snapshot's summary has them. */
    static String idsJson(Offsets offsets, TopicIds topicIds) {
        Map<String, String> ids = new java.util.TreeMap<>();
        for (TopicPartition partition : offsets.next().keySet()) {
            String id = topicIds.of(partition.topic());
            if (id != null) {
                ids.put(partition.topic(), id);
            }
        }
        try {
            return JSON.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("topic ids have a JSON form", e);
        }
    }

    /** The offsets of a table, none if it is not there. */
    Offsets of(String table) {
        return tables.getOrDefault(table, Offsets.NONE);
    }

    /** Whether a reader that begins at some offsets would leave out the same records with either position. */
    boolean leavesOutTheSame(LakePosition other, Offsets begin) {
        Set<String> names = new HashSet<>(tables.keySet());
        names.addAll(other.tables.keySet());
        return names.stream().allMatch(name -> {
            Offsets mine = of(name).max(begin);
            Offsets theirs = other.of(name).max(begin);
            return mine.reaches(theirs) && theirs.reaches(mine);
        });
    }

    private static Map<String, String> parseIds(String json) {
        try {
            return JSON.readValue(json, IDS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("topic ids '" + json + "': expected a JSON object of topic to id", e);
        }
    }
}
