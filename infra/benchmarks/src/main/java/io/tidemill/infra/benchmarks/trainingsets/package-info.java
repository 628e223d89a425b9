/** Training sets from a lake of orders, by our code and by DuckDB, each in a process of its own. */
@NullMarked
package io.tidemill.infra.benchmarks.trainingsets;

import org.jspecify.annotations.NullMarked;
