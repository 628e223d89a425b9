/** The record of every change: who did what, when, and how it ended. */
@NullMarked
package io.tidemill.infra.httpserver.audit;

import org.jspecify.annotations.NullMarked;
