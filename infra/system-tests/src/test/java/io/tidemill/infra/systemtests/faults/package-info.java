/** Faults under load: what is killed, frozen or fed with poison, and the proof that every acknowledged event is there once. */
@NullMarked
package io.tidemill.infra.systemtests.faults;

import org.jspecify.annotations.NullMarked;
