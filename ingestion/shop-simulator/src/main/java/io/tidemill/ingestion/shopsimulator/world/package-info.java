/** What members find: shops, the calendar, the weather, devices, coupons. */
@NullMarked
package io.tidemill.ingestion.shopsimulator.world;

import org.jspecify.annotations.NullMarked;
