package io.tidemill.infra.systemtests.faults;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

/**
 * One order of the load.
 *
 * @param sequence its place in the load
 * @param id unique
 * @param key the member who pays, and the subject
 * @param quarters the amount in quarters of the currency's unit, so that sums are exact in binary
 * @param time when it happened
 * @param valid whether the gateway ought to take it
 */
record LoadEvent(long sequence, String id, String key, long quarters, Instant time, boolean valid) {
    static final String TENANT = "default";
    static final String SOURCE = "/load";
    static final String TYPE = "order.paid";

    /** As a CloudEvent in structured JSON. */
    String json() {
        String amount = valid ? amount(quarters).toPlainString() : "\"no amount\"";
        return String.format(
                Locale.ROOT,
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"subject\":\"%s\","
                        + "\"time\":\"%s\",\"tenantid\":\"%s\","
                        + "\"data\":{\"orderId\":\"%s\",\"memberId\":\"%s\",\"amount\":%s}}",
                id,
                SOURCE,
                TYPE,
                key,
                time,
                TENANT,
                id,
                key,
                amount);
    }

    /** An amount in units of the currency. */
    static BigDecimal amount(long quarters) {
        return BigDecimal.valueOf(quarters * 25, 2);
    }
}
