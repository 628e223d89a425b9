/** Measurements, open loop, each beside its bare limit. */
@NullMarked
package io.tidemill.infra.benchmarks;

import org.jspecify.annotations.NullMarked;
