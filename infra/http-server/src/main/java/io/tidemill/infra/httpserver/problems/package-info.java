/** What goes wrong over HTTP: problem details (RFC 9457) that name the field. */
@NullMarked
package io.tidemill.infra.httpserver.problems;

import org.jspecify.annotations.NullMarked;
