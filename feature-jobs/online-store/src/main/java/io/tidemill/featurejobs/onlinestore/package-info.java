/** Feast's Redis format, read and write; the only module that knows Redis. */
@NullMarked
package io.tidemill.featurejobs.onlinestore;

import org.jspecify.annotations.NullMarked;
