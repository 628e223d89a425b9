/** A schema registry that speaks Confluent's REST API, in PostgreSQL, seeded with the released schemas. */
@NullMarked
package io.tidemill.ingestion.schemaregistry;

import org.jspecify.annotations.NullMarked;
