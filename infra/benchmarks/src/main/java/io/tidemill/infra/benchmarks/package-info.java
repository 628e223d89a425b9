/** Measurements against a running stack: open loop, each beside its bare limit, with the CPU of the processes behind it. */
@NullMarked
package io.tidemill.infra.benchmarks;

import org.jspecify.annotations.NullMarked;
