/** The lookup API over the online store, over HTTP and gRPC, in Feast's shapes. */
@NullMarked
package io.tidemill.featurejobs.featurelookup;

import org.jspecify.annotations.NullMarked;
