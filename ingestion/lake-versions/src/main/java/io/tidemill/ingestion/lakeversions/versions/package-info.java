/** Named versions of tables: made, listed, compared, read, and gone back to. */
@NullMarked
package io.tidemill.ingestion.lakeversions.versions;

import org.jspecify.annotations.NullMarked;
