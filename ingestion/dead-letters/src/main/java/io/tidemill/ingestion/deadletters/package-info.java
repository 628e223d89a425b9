/** Dead letters one can work with: found in the lake, read, fixed, and sent again as the events they should have been. */
@NullMarked
package io.tidemill.ingestion.deadletters;

import org.jspecify.annotations.NullMarked;
