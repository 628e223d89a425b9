/** Training sets from files of entity rows to files of features, with what a person should know of them beside. */
@NullMarked
package io.tidemill.featurejobs.trainingsets.files;

import org.jspecify.annotations.NullMarked;
