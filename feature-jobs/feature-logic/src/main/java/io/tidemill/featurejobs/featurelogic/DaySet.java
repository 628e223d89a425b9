package io.tidemill.featurejobs.featurelogic;

import java.util.TreeSet;

/** The UTC days that have an event. */
final class DaySet implements Summary {
    /** Since 1970. */
    private final TreeSet<Long> days = new TreeSet<>();

    long count() {
        return days.size();
    }

    @Override
    public void add(Observation observation) {
        days.add(Math.floorDiv(observation.time(), Tiling.DAY));
    }

    @Override
    public void merge(Summary other) {
        days.addAll(((DaySet) other).days);
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(days.size());
        long previous = 0;
        for (long day : days) {
            out.signed(day - previous);
            previous = day;
        }
    }

    @Override
    public void read(StateReader in) {
        int count = in.count();
        long day = 0;
        for (int i = 0; i < count; i++) {
            day += in.signed();
            days.add(day);
        }
    }
}
