/** A sample of what lookups handed out: taken where it is served, and sent to Kafka without anybody waiting for it. */
@NullMarked
package io.tidemill.featurejobs.featurelog;

import org.jspecify.annotations.NullMarked;
