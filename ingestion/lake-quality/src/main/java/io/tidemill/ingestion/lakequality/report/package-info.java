/** The judgement of a day as a page for people, in Chinese and English, with its charts inside. */
@NullMarked
package io.tidemill.ingestion.lakequality.report;

import org.jspecify.annotations.NullMarked;
