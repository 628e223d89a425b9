/** Features, rules and a model become a decision: the same code behind the Flink job and the HTTP API. */
@NullMarked
package io.tidemill.decisionengine.decisions;

import org.jspecify.annotations.NullMarked;
