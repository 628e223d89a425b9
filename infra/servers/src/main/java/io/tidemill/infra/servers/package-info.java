/** The HTTP servers, together on one port or each alone. */
@NullMarked
package io.tidemill.infra.servers;

import org.jspecify.annotations.NullMarked;
