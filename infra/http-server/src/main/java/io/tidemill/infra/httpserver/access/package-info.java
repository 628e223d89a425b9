/** Who may do what: roles, tenants, and the bearer tokens that carry them. */
@NullMarked
package io.tidemill.infra.httpserver.access;

import org.jspecify.annotations.NullMarked;
