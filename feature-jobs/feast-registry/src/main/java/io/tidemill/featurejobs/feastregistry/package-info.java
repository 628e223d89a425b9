/** Feature definitions as a repository that Feast's SDK opens: its registry file and its configuration. */
@NullMarked
package io.tidemill.featurejobs.feastregistry;

import org.jspecify.annotations.NullMarked;
