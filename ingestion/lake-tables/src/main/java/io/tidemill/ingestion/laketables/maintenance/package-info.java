/** What was done, and what is to be done, to keep tables fast: records and requests in PostgreSQL. */
@NullMarked
package io.tidemill.ingestion.laketables.maintenance;

import org.jspecify.annotations.NullMarked;
