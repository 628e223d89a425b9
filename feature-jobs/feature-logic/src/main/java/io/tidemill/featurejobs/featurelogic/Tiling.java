package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;

/**
 * How time is cut into tiles. A window's head is exact, its tail is rounded down to the start of a tile, so that a state
 * holds one aggregate a tile and not every event.
 */
final class Tiling {
    static final long DAY = Duration.ofDays(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private Tiling() {}

    /** The size, in milliseconds, of the tiles that a window is made of; a tumbling window is one tile. */
    static long sizeOf(Window window) {
        if (window instanceof Window.Sliding sliding) {
            return sizeOf(sliding.length().toMillis());
        }
        if (window instanceof Window.Tumbling tumbling) {
            return tumbling.length().toMillis();
        }
        return window instanceof Window.Session ? 5 * MINUTE : TileLayout.ALL_TIME;
    }

    private static long sizeOf(long window) {
        if (window <= HOUR) {
            return MINUTE;
        }
        if (window <= DAY) {
            return 5 * MINUTE;
        }
        return window <= 7 * DAY ? HOUR : DAY;
    }

    /** The start of the tile an instant is in; tiles begin at multiples of their size from the epoch. */
    static long start(long instant, long size) {
        return Math.floorDiv(instant, size) * size;
    }
}
