/** Where data comes from and where it goes: answered over HTTP, and told as OpenLineage events. */
@NullMarked
package io.tidemill.ingestion.lineage;

import org.jspecify.annotations.NullMarked;
