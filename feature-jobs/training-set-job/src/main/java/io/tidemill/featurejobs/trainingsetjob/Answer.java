package io.tidemill.featurejobs.trainingsetjob;

import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * Some values of a row.
 *
 * @param part which: see {@link io.tidemill.featurejobs.trainingsets.TrainingSetAnswers}
 * @param row its number, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Answer(int part, long row, @Nullable Object[] values) {
    /** How Flink serialises it. */
    static final TypeInformation<Answer> TYPE = new ImmutableTypeInformation<>(Answer.class, new AnswerSerializer());

    Answer {
        Objects.requireNonNull(values, "values");
    }
}
