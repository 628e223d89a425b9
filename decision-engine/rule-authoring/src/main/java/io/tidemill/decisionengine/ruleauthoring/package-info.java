/** Rules written, versioned, published and acknowledged, over HTTP. */
@NullMarked
package io.tidemill.decisionengine.ruleauthoring;

import org.jspecify.annotations.NullMarked;
