/** Connections to PostgreSQL. */
@NullMarked
package io.tidemill.infra.httpserver.postgres;

import org.jspecify.annotations.NullMarked;
