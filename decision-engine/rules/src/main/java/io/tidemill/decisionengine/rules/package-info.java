/** The rule document, its validation and its translation to Drools; the only module that imports Drools. */
@NullMarked
package io.tidemill.decisionengine.rules;

import org.jspecify.annotations.NullMarked;
