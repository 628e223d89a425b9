package io.tidemill.featurejobs.trainingsets;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a training set's rows as they come from {@link EntitySweep}s, in any order: part i is what view i knows of a
 * row, and the part after the last view is its label. Not safe to share between threads.
 */
public final class TrainingSetAnswers implements EntitySweep.Answers {
    private final List<List<Integer>> targets;
    private final Cells cells;
    private final double @Nullable [] labels;
    private final List<BitSet> answered;
    private final int rows;
    private final BiFunction<Cells, Optional<double[]>, TrainingSet> finished;

    /**
     * @param targets by view the columns that its values are of
     * @param cells takes the values
     * @param finished makes a training set of them and the labels
     */
    TrainingSetAnswers(
            int rows,
            List<List<Integer>> targets,
            Cells cells,
            boolean labelled,
            BiFunction<Cells, Optional<double[]>, TrainingSet> finished) {
        this.rows = rows;
        this.targets = targets;
        this.cells = cells;
        this.labels = labelled ? new double[rows] : null;
        this.answered = Stream.generate(BitSet::new)
                .limit(targets.size() + (labelled ? 1 : 0))
                .toList();
        this.finished = finished;
    }

    @Override
    public void take(int part, long row, @Nullable Object[] values) {
        int position = Math.toIntExact(row);
        if (part < targets.size()) {
            cells.set(position, targets.get(part), values);
        } else if (labels != null) {
            labels[position] = values[0] == null ? Double.NaN : ((Number) values[0]).doubleValue();
        }
        answered.get(part).set(position);
    }

    /**
     * The training set.
     *
     * @throws IllegalStateException if a value of a row has not come
     */
    public TrainingSet trainingSet() {
        for (int part = 0; part < answered.size(); part++) {
            if (answered.get(part).cardinality() != rows) {
                throw new IllegalStateException("part " + part + " of the values came for "
                        + answered.get(part).cardinality() + " of " + rows + " rows");
            }
        }
        return finished.apply(cells, Optional.ofNullable(labels));
    }
}
