/** Real servers for tests: a Kafka broker, PostgreSQL and Redis, started once a test class and stopped after it. */
@NullMarked
package io.tidemill.infra.testsupport;

import org.jspecify.annotations.NullMarked;
