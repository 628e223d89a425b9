/** What is measured of a day's rows in one pass and in bounded memory. */
@NullMarked
package io.tidemill.ingestion.lakequality.measures;

import org.jspecify.annotations.NullMarked;
