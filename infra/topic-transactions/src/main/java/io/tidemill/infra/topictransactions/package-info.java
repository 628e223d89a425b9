/**
 * Topics read and written in one transaction with rows of PostgreSQL: what a record does stands with the place it was read at, and
 * what is announced stands with the row that says so. Each module keeps its own tables, in its own schema.
 */
@NullMarked
package io.tidemill.infra.topictransactions;

import org.jspecify.annotations.NullMarked;
