package io.tidemill.ingestion.eventgateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantRatesTest {
    private final TestingClock clock = new TestingClock();

    @Test
    void aTenantHasItsBurstAndThenItsRate() {
        // Given 10 events a second, 20 at once
        TenantRates rates =
                new TenantRates(RateLimits.of(Configuration.of(Map.of("gateway.rate-limit.default", "10"))), clock);
        // When
        for (int i = 0; i < 20; i++) {
            rates.admit("a");
        }
        // Then the next is told to come again in a second, and is taken a tenth of one later
        assertThatThrownBy(() -> rates.admit("a")).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(problem.detail()).contains("tenant a", "10 events a second");
        });
        assertThatCode(() -> rates.admit("b")).doesNotThrowAnyException();
        clock.now = clock.now.plusMillis(100);
        rates.admit("a");
        assertThatThrownBy(() -> rates.admit("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void debtIsPaidBeforeTheNextIsAdmitted() {
        TenantRates rates = new TenantRates(
                RateLimits.of(Configuration.of(
                        Map.of("gateway.rate-limit.tenant.a", "10", "gateway.rate-limit.burst", "PT1S"))),
                clock);
        // When a batch of 50 comes where 10 may come at once
        rates.admit("a");
        rates.charge("a", 49);
        // Then 40 tokens and one are to be waited for
        assertThatThrownBy(() -> rates.admit("a"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.retryAfter())
                        .contains(Duration.ofSeconds(5)));
        clock.now = clock.now.plusMillis(4100);
        rates.admit("a");
    }

    @Test
    void whoHasNoLimitIsNotLimited() {
        TenantRates rates = new TenantRates(RateLimits.NONE, clock);
        assertThatCode(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        rates.admit("a");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aSettingThatIsNoneIsNamed() {
        assertThatThrownBy(() -> RateLimits.of(Configuration.of(Map.of("gateway.rate-limit.default", "many"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gateway.rate-limit.default=many: expected events a second");
        assertThatThrownBy(() -> RateLimits.of(Configuration.of(Map.of("gateway.rate-limit.shop-7", "5"))))
                .hasMessageContaining("gateway.rate-limit.shop-7: expected default, tenant.NAME or burst");
    }

    private static final class TestingClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
