/** Notices commits, completed days, jobs and training runs, and makes an event of each once. */
@NullMarked
package io.tidemill.ingestion.lineage.observation;

import org.jspecify.annotations.NullMarked;
