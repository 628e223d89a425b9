/** Event schemas of a registry that speaks Confluent's REST API, as they change while a process runs. */
@NullMarked
package io.tidemill.schemas.registryclient;

import org.jspecify.annotations.NullMarked;
