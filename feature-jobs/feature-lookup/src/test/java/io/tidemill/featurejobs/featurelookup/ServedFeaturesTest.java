package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemill.featurejobs.featurelog.ServedRow;
import io.tidemill.featurejobs.featurelookup.protocol.FeatureList;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.RepeatedValue;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFeaturesTest {
    private static final TestingFeatureLog LOG = new TestingFeatureLog();
    private static TestRedis redis;
    private static TestingFeatureServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        TestingFeatureServer.fill(redis.port());
        server = TestingFeatureServer.start(folder, redis.port(), TestingFeatureServer.PATIENT, LOG);
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    @Test
    void aViewIsTakenDownAsItIsStored() throws Exception {
        // When features of a view are read as of a later instant, of three of whom one is not in the sample
        server.get("/api/features?view=views&ids=m-1,unwanted,nobody&features=count_1h&at=2026-03-01T13:00:00Z");
        // Then two rows are taken down
        List<ServedRow> rows = LOG.taken();
        assertThat(rows)
                .extracting(ServedRow::entity)
                .containsExactly(EntityKey.of("member_id", "m-1"), EntityKey.of("member_id", "nobody"));
        // And say who asked, for when, what was told and when it was so
        ServedRow known = rows.get(0);
        assertThat(known.caller().subject()).isEqualTo("test");
        assertThat(known.view()).isEqualTo("views");
        assertThat(known.servedAt()).isEqualTo(TestingFeatureServer.NOW);
        assertThat(known.askedFor()).isEqualTo(TestingFeatureServer.NOW.plusSeconds(3600));
        assertThat(known.storedAt()).contains(TestingFeatureServer.WRITTEN);
        assertThat(known.values())
                .containsExactly(new ServedRow.Value("count_1h", "OUTSIDE_MAX_AGE", FeatureValue.of(5)));
        assertThat(rows.get(1).storedAt()).isEmpty();
        assertThat(rows.get(1).values())
                .containsExactly(new ServedRow.Value("count_1h", "NOT_FOUND", FeatureValue.NULL));
    }

    @Test
    void aRequestOfSeveralViewsIsARowForEach() throws Exception {
        // When a request of Feast's shape asks for features of two views
        server.post("{\"features\": [\"orders:recency\", \"views:count_30d\", \"orders:avg_30d\"],"
                + " \"entities\": {\"member_id\": [\"m-1\"]}, \"full_feature_names\": true}");
        // Then there is a row for each, with what was asked for of it; a time since an event as what is stored, the
        // time
        assertThat(LOG.taken())
                .extracting(ServedRow::view, ServedRow::values)
                .containsExactlyInAnyOrder(
                        tuple(
                                "orders",
                                List.of(
                                        new ServedRow.Value(
                                                "recency",
                                                "PRESENT",
                                                FeatureValue.of(TestingFeatureServer.NOW.minusSeconds(3600))),
                                        new ServedRow.Value("avg_30d", "NULL_VALUE", FeatureValue.NULL))),
                        tuple("views", List.of(new ServedRow.Value("count_30d", "PRESENT", FeatureValue.of(6)))));
    }

    @Test
    void whatOthersWriteIsNotTakenDown() throws Exception {
        // When features of a view are asked for together with those that others write
        server.post("{\"features\": [\"risk:score\", \"orders:count_30d\"], \"entities\": {\"member_id\": [\"m-1\"]}}");
        server.get("/api/features?view=risk&ids=m-1");
        // Then what can be recomputed is taken down alone
        assertThat(LOG.taken()).extracting(ServedRow::view).containsExactly("orders");
    }

    @Test
    void whatIsServedOverGrpcIsTakenDownToo() {
        // When Feast's client asks
        try (TestingFeastClient client = new TestingFeastClient(server)) {
            client.features(GetOnlineFeaturesRequest.newBuilder()
                    .setFeatures(FeatureList.newBuilder().addVal("orders:count_30d"))
                    .putEntities(
                            "member_id",
                            RepeatedValue.newBuilder()
                                    .addVal(Value.newBuilder().setStringVal("m-1"))
                                    .build())
                    .build());
        }
        // Then it is the same
        assertThat(LOG.taken()).singleElement().satisfies(row -> {
            assertThat(row.caller().subject()).isEqualTo("test");
            assertThat(row.values()).containsExactly(new ServedRow.Value("count_30d", "PRESENT", FeatureValue.of(3)));
        });
    }
}
