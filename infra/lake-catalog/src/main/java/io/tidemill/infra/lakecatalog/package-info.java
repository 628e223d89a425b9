/** The catalogue of the lake, opened the same way by everyone who reads or writes it. */
@NullMarked
package io.tidemill.infra.lakecatalog;

import org.jspecify.annotations.NullMarked;
