/** Connections to PostgreSQL, transactions, and rows. */
@NullMarked
package io.tidemill.infra.httpserver.postgres;

import org.jspecify.annotations.NullMarked;
