/** Events in the form of OpenLineage 2-0-2. */
@NullMarked
package io.tidemill.ingestion.lineage.openlineage;

import org.jspecify.annotations.NullMarked;
