/** Images, recordings, documents and the like: stored by their content beside the tables, each with a row that tells of it. */
@NullMarked
package io.tidemill.ingestion.eventfeeds.objects;

import org.jspecify.annotations.NullMarked;
