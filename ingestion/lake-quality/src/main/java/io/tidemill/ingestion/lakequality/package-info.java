/** Each completed day of a lake table is judged by its expectations once, kept, shown, and announced. */
@NullMarked
package io.tidemill.ingestion.lakequality;

import org.jspecify.annotations.NullMarked;
