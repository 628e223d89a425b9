package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.trainingsets.tables.TestingTable;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** A table of members that somebody else writes, and the view of it. */
final class TestingProfiles {
    static final String DEFINITIONS =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: store, joinKey: store_id, valueType: int32}
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count}]}
            batchFeatureViews:
              - name: profile
                entity: member
                source: {table: crm.profiles, timestamp: at, created: written}
                ttl: P30D
                features:
                  - {name: score, valueType: double}
                  - {name: visits, valueType: int64, default: 0}
                  - {name: segment, valueType: string}
              - name: in_store
                entities: [member, store]
                source: {table: crm.profiles, timestamp: at}
                features: [{name: score, valueType: double}]
            onDemandFeatureViews:
              - name: both
                sources: [profile]
                requestSchema: [{name: price, valueType: double}]
                features: [{name: weight, valueType: double, expression: profile.score * request.price}]
            featureServices: [{name: all, features: ["profile:score", "profile:visits", "orders:n"]}]
            """;

    static final FeatureDefinitions READ = FeatureDefinitions.parse("shop.yaml", DEFINITIONS);

    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "member_id", Types.StringType.get()),
            Types.NestedField.optional(2, "store_id", Types.IntegerType.get()),
            Types.NestedField.optional(3, "at", Types.TimestampType.withZone()),
            Types.NestedField.optional(4, "written", Types.TimestampType.withZone()),
            Types.NestedField.optional(5, "score", Types.DoubleType.get()),
            Types.NestedField.optional(6, "visits", Types.LongType.get()),
            Types.NestedField.optional(7, "segment", Types.StringType.get()));

    private final TestingTable table;

    private TestingProfiles(TestingTable table) {
        this.table = table;
    }

    /** An empty table in place of the one that is there. */
    static TestingProfiles in(LakeCatalog lake) {
        return new TestingProfiles(TestingTable.in(lake, "crm.profiles", SCHEMA));
    }

    TestingTable table() {
        return table;
    }

    Record row(
            @Nullable String member,
            String at,
            @Nullable String written,
            @Nullable Double score,
            @Nullable Long visits,
            @Nullable String segment) {
        return table.row(
                member,
                7,
                Instant.parse(at).atOffset(ZoneOffset.UTC),
                written == null ? null : Instant.parse(written).atOffset(ZoneOffset.UTC),
                score,
                visits,
                segment);
    }
}
