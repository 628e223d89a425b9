package io.tidemill.infra.systemtests.faults;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A row of the table of orders, as far as the oracle compares it.
 *
 * @param id of the event
 * @param tenant its tenant
 * @param key its subject
 * @param member the same in its data
 * @param amount its amount
 * @param day its day in UTC
 */
record LakeRow(String id, String tenant, String key, String member, BigDecimal amount, LocalDate day) {}
