/** What a server module declares: its routes, its gRPC methods and when it is ready. */
@NullMarked
package io.tidemill.infra.httpserver.routes;

import org.jspecify.annotations.NullMarked;
