package io.tidemill.ingestion.shopsimulator;

import java.time.LocalDate;
import java.util.Objects;

/**
 * What is simulated. The same settings give the same events.
 *
 * @param seed of everything that is left to chance
 * @param firstDay the first day, in UTC
 * @param days how many days
 * @param members how many people join, half of them in the first five days
 * @param shops how many shops
 * @param duplicateShare the share of events that are sent twice
 * @param tenant the store or brand
 */
public record SimulationSettings(
        long seed, LocalDate firstDay, int days, int members, int shops, double duplicateShare, String tenant) {
    public SimulationSettings {
        Objects.requireNonNull(firstDay, "firstDay");
        Objects.requireNonNull(tenant, "tenant");
        requirePositive("days", days);
        requirePositive("members", members);
        requirePositive("shops", shops);
        if (!(duplicateShare >= 0 && duplicateShare < 1)) {
            throw new IllegalArgumentException("duplicate share " + duplicateShare + ": expected 0 or more, below 1");
        }
    }

    /** Two months of two thousand members of twelve shops, with 1 % duplicates: about 130,000 events. */
    public static SimulationSettings demo() {
        return new SimulationSettings(7, LocalDate.of(2025, 3, 3), 62, 2000, 12, 0.01, "default");
    }

    public SimulationSettings withSeed(long other) {
        return new SimulationSettings(other, firstDay, days, members, shops, duplicateShare, tenant);
    }

    public SimulationSettings withFirstDay(LocalDate other) {
        return new SimulationSettings(seed, other, days, members, shops, duplicateShare, tenant);
    }

    public SimulationSettings withDays(int other) {
        return new SimulationSettings(seed, firstDay, other, members, shops, duplicateShare, tenant);
    }

    public SimulationSettings withMembers(int other) {
        return new SimulationSettings(seed, firstDay, days, other, shops, duplicateShare, tenant);
    }

    public SimulationSettings withShops(int other) {
        return new SimulationSettings(seed, firstDay, days, members, other, duplicateShare, tenant);
    }

    public SimulationSettings withDuplicateShare(double other) {
        return new SimulationSettings(seed, firstDay, days, members, shops, other, tenant);
    }

    public SimulationSettings withTenant(String other) {
        return new SimulationSettings(seed, firstDay, days, members, shops, duplicateShare, other);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": expected 1 or more");
        }
    }
}
