/** Models, versions, artifacts, aliases and where each came from, in PostgreSQL. */
@NullMarked
package io.tidemill.trainingtriggers.modelregistry;

import org.jspecify.annotations.NullMarked;
