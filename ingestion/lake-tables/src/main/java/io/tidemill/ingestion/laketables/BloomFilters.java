package io.tidemill.ingestion.laketables;

import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * How large the bloom filters of a file are. Parquet makes each as large as the table allows, a megabyte by default, however
 * few values the file has: the files of a commit every two seconds would be filters and little else.
 */
public final class BloomFilters {
    private static final int SMALLEST = 1 << 10;

    private BloomFilters() {}

    /** The properties, beside the table's own, to write a file of so many rows with: ten bits a row, one in a hundred wrong. */
    public static Map<String, String> sizedFor(long rows, Map<String, String> tableProperties) {
        int most = Integer.parseInt(tableProperties.getOrDefault(
                TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES,
                Integer.toString(TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT)));
        long wanted = Long.highestOneBit(Math.max(1, rows * 10 / 8)) << 1;
        long bytes = Math.max(Math.min(SMALLEST, most), Math.min(most, wanted));
        return Map.of(TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES, Long.toString(bytes));
    }
}
