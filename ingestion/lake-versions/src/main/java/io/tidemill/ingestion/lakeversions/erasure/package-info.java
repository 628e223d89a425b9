/** The erasure of a person from every table, with a proof. */
@NullMarked
package io.tidemill.ingestion.lakeversions.erasure;

import org.jspecify.annotations.NullMarked;
