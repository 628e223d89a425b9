package io.tidemill.featurejobs.featuredefinitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.featuredefinitions.VersionState.Armed;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Filling;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Ready;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Written;
import io.tidemill.schemas.featurecatalogue.Cut;
import io.tidemill.schemas.featurecatalogue.Cuts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionStateJsonTest {
    private static final Cut PLACE = new Cut(Map.of(0, 5L, 1, 7L));
    private static final Cuts CUTS = new Cuts(Map.of("order.paid", PLACE, "order.refunded", new Cut(Map.of(0, 2L))));

    @Test
    void whatIsWrittenIsReadBack() {
        List<VersionState> states = List.of(
                new Armed(CUTS),
                new Filling(Map.of("order.paid", 3L), CUTS, 9),
                new Written(CUTS, PLACE),
                new Ready(CUTS),
                new VersionState.Failed("gone"));
        assertThat(states)
                .allSatisfy(state -> assertThat(VersionStateJson.read(VersionStateJson.write(state), "order.paid"))
                        .isEqualTo(state));
    }

    @Test
    void statesOfOneEventTypeAreOfTheSource() {
        // Given what was written when a version could be of one event type alone
        String place = "{\"next\":{\"0\":5,\"1\":7}}";
        Cuts ofSource = Cuts.of("order.paid", PLACE);
        // When
        // Then
        assertThat(read("{\"state\":\"armed\",\"ends\":" + place + "}")).isEqualTo(new Armed(ofSource));
        assertThat(read("{\"state\":\"filling\",\"snapshotId\":3,\"cut\":" + place + ",\"revision\":9}"))
                .isEqualTo(new Filling(Map.of("order.paid", 3L), ofSource, 9));
        assertThat(read("{\"state\":\"filling\",\"snapshotId\":-1,\"cut\":" + place + ",\"revision\":9}"))
                .isEqualTo(new Filling(Map.of(), ofSource, 9));
        assertThat(read("{\"state\":\"written\",\"cut\":" + place + ",\"ends\":" + place + "}"))
                .isEqualTo(new Written(ofSource, PLACE));
        assertThat(read("{\"state\":\"ready\",\"cut\":" + place + "}")).isEqualTo(new Ready(ofSource));
    }

    @Test
    void whatIsNoStateIsRefused() {
        assertThatThrownBy(() -> read("{\"state\":\"asleep\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no state of a version");
    }

    private static VersionState read(String json) {
        return VersionStateJson.read(json, "order.paid");
    }
}
