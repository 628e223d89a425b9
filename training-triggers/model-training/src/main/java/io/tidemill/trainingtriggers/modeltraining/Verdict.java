package io.tidemill.trainingtriggers.modeltraining;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a new model should take the champion's place.
 *
 * @param promote whether it should
 * @param because why, for people
 */
public record Verdict(boolean promote, String because) {
    private static final double CHANCE = 0.5;

    public Verdict {
        Objects.requireNonNull(because, "because");
    }

    /**
     * A new model serves if its AUC is better than the champion's on the same rows; without a champion, if it is better
     * than chance.
     */
    public static Verdict of(double auc, Optional<Double> championAuc) {
        if (championAuc.isEmpty()) {
            return auc > CHANCE
                    ? new Verdict(true, "there is no champion yet, and the AUC is better than chance")
                    : new Verdict(false, "there is no champion yet, but the AUC is no better than chance");
        }
        return auc > championAuc.get()
                ? new Verdict(true, "the AUC is better than the champion's on the same rows")
                : new Verdict(false, "the AUC is no better than the champion's on the same rows");
    }
}
