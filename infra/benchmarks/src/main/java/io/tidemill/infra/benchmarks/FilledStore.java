package io.tidemill.infra.benchmarks;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A store that holds a value of every feature of a view for each member; all features are of doubles.
 *
 * @param members how many there are
 */
record FilledStore(OnlineStoreConfig config, OnlineView view, int members) {
    /** The join key of members. */
    static final String JOIN_KEY = "member_id";

    private static final int BATCH = 512;

    /** Writes the values as of an instant. */
    void fill(Instant asOf) {
        SplittableRandom random = new SplittableRandom(1);
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(config)) {
            List<FeatureRow> batch = new ArrayList<>(BATCH);
            for (int member = 0; member < members; member++) {
                List<FeatureValue> values = IntStream.range(0, view.features().size())
                        .mapToObj(feature -> FeatureValue.of(random.nextDouble()))
                        .toList();
                batch.add(new FeatureRow(view, key(member), asOf, values));
                if (batch.size() == BATCH || member == members - 1) {
                    writer.write(batch, WriteRule.NOT_OLDER);
                    batch.clear();
                }
            }
        }
    }

    EntityKey key(long number) {
        return EntityKey.of(JOIN_KEY, member(number));
    }

    String member(long number) {
        return Orders.member(number, members);
    }
}
