package io.tidemill.ingestion.shopsimulator.world;

/**
 * A shop of the chain.
 *
 * @param id such as {@code shop-03}
 * @param quality how good a visit is, from 0 to 1
 * @param defectShare the share of its orders that are paid back
 * @param priceLevel 1 where prices are those of the whole chain
 */
public record Shop(String id, double quality, double defectShare, double priceLevel) {
    /** The CloudEvents source of what happens in the shop. */
    public String source() {
        return "/shops/" + id;
    }

    /** The device at the door. */
    public String doorDevice() {
        return id + "-door";
    }

    static Shop of(long seed, int number) {
        Chance chance = Chance.of(seed, "shop", number);
        double quality = chance.between(0.6, 0.92);
        return new Shop(
                "shop-%02d".formatted(number + 1),
                quality,
                0.01 + 0.16 * (0.92 - quality) + chance.between(0, 0.02),
                chance.between(0.9, 1.2));
    }
}
