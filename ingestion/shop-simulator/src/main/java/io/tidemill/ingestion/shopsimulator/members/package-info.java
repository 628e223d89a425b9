/** What members are like, and what they do in a day. */
@NullMarked
package io.tidemill.ingestion.shopsimulator.members;

import org.jspecify.annotations.NullMarked;
