package io.tidemill.ingestion.shopsimulator.world;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The shops that belong together.
 *
 * @param seed of everything that is left to chance
 * @param shops all of them
 */
public record ShopChain(long seed, List<Shop> shops) {
    public ShopChain {
        shops = List.copyOf(shops);
    }

    /** A chain of a number of shops. */
    public static ShopChain of(long seed, int shops) {
        return new ShopChain(
                seed,
                IntStream.range(0, shops)
                        .mapToObj(number -> Shop.of(seed, number))
                        .toList());
    }
}
