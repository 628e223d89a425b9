/** The properties file that every process is started with, read with errors that name key, value and what was expected. */
@NullMarked
package io.tidemill.infra.httpserver.configuration;

import org.jspecify.annotations.NullMarked;
