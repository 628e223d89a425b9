/** What the benchmarks set beside the lake job: Kafka Connect's reading of our topics, and a bare consumer that writes Parquet. */
@NullMarked
package io.tidemill.infra.lakepeers;

import org.jspecify.annotations.NullMarked;
