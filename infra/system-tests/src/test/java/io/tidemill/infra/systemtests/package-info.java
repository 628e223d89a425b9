/** The whole loop on real purchases, and the rules of the code base. */
@NullMarked
package io.tidemill.infra.systemtests;

import org.jspecify.annotations.NullMarked;
