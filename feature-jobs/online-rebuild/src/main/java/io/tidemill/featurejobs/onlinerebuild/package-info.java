/** An online store that was lost, made anew from the lake. */
@NullMarked
package io.tidemill.featurejobs.onlinerebuild;

import org.jspecify.annotations.NullMarked;
