package io.tidemill.ingestion.shopsimulator.world;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Something that is sold.
 *
 * @param id such as {@code product-17}
 * @param category such as {@code tea}
 */
public record Product(String id, String category) {
    /** The categories of the chain. */
    public static final List<String> CATEGORIES =
            List.of("tea", "coffee", "bakery", "snacks", "fruit", "gifts", "household", "cosmetics");

    private static final int PER_CATEGORY = 6;

    /** The products of a category. */
    public static List<Product> of(String category) {
        int first = CATEGORIES.indexOf(category) * PER_CATEGORY;
        return IntStream.rangeClosed(first + 1, first + PER_CATEGORY)
                .mapToObj(number -> new Product("product-%02d".formatted(number), category))
                .toList();
    }
}
