package io.tidemill.ingestion.shopsimulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.LogisticModel.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChurnTest {
    private static final SimulationSettings SETTINGS = SimulationSettings.demo().withDuplicateShare(0);
    private static final Duration HORIZON = Duration.ofDays(14);

    @Test
    void behaviourTellsMoreThanRecencyAlone() {
        // Given
        Map<String, List<CloudEventJson>> byMember = new HashMap<>();
        for (CloudEventJson event : ShopSimulationTest.events(SETTINGS)) {
            if (!event.type().equals("device.reported")) {
                byMember.computeIfAbsent(event.subject(), member -> new ArrayList<>())
                        .add(event);
            }
        }
        List<Row> training = rows(byMember, day(34));
        List<Row> test = rows(byMember, day(48));

        // When
        LogisticModel model = LogisticModel.train(training);

        // Then
        double recency = LogisticModel.areaUnderCurve(test, columns -> columns[0]);
        double behaviour = LogisticModel.areaUnderCurve(test, model::score);
        long positives = test.stream().filter(Row::positive).count();
        assertThat(behaviour).isGreaterThan(0.75).isGreaterThan(recency + 0.04);
        assertThat(positives / (double) test.size()).isBetween(0.2, 0.6);
    }

    private static Instant day(int number) {
        return SETTINGS.firstDay().plusDays(number).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static List<Row> rows(Map<String, List<CloudEventJson>> byMember, Instant now) {
        List<Row> rows = new ArrayList<>();
        for (List<CloudEventJson> events : byMember.values()) {
            Instant last = Instant.MIN;
            boolean orders = false;
            for (CloudEventJson event : events) {
                if (event.type().equals("order.paid")) {
                    last = event.time().isAfter(now) ? last : event.time();
                    orders |= event.time().isAfter(now) && !event.time().isAfter(now.plus(HORIZON));
                }
            }
            if (last.isAfter(Instant.MIN)) {
                rows.add(new Row(
                        new double[] {
                            Duration.between(last, now).toHours(),
                            Math.log1p(count(events, "order.paid", now, 30)),
                            Math.log1p(count(events, "visit.checked-in", now, 14)),
                            Math.log1p(count(events, "visit.checked-in", now, 30)),
                            Math.log1p(count(events, "product.viewed", now, 7)),
                            count(events, "content.shared", now, 30),
                            count(events, "order.refunded", now, 30),
                            count(events, "reservation.booked", now, 7)
                        },
                        !orders));
            }
        }
        return rows;
    }

    private static double count(List<CloudEventJson> events, String type, Instant now, int days) {
        return events.stream()
                .filter(event -> event.type().equals(type)
                        && !event.time().isAfter(now)
                        && event.time().isAfter(now.minus(Duration.ofDays(days))))
                .count();
    }
}
