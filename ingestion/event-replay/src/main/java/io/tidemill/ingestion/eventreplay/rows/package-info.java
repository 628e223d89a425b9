/** Lines of a file as rows with named columns, each with its line number, and what could not be read as one. */
@NullMarked
package io.tidemill.ingestion.eventreplay.rows;

import org.jspecify.annotations.NullMarked;
