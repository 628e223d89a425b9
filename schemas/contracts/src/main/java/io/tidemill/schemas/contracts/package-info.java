/** Each topic and lake table, declared once by its owner, and the form of an event on a topic. */
@NullMarked
package io.tidemill.schemas.contracts;

import org.jspecify.annotations.NullMarked;
