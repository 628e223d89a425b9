/** The lake over HTTP: its tables, their files, their days, and what is done to them. */
@NullMarked
package io.tidemill.ingestion.lakeapi;

import org.jspecify.annotations.NullMarked;
