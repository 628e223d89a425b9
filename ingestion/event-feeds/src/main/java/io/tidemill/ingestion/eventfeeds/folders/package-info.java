/** Watched folders, whose files become events once they are complete. */
@NullMarked
package io.tidemill.ingestion.eventfeeds.folders;

import org.jspecify.annotations.NullMarked;
