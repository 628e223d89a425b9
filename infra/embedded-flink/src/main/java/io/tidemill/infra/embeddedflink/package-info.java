/** A Flink cluster with its web page in a process of its own, which runs the jobs. */
@NullMarked
package io.tidemill.infra.embeddedflink;

import org.jspecify.annotations.NullMarked;
