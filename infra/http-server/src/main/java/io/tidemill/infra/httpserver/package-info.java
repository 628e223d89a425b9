/** What every server shares: one port for REST and gRPC, problem details, tokens, roles, tenants, audit, health, metrics and OpenAPI. */
@NullMarked
package io.tidemill.infra.httpserver;

import org.jspecify.annotations.NullMarked;
