package io.tidemill.trainingtriggers.modelregistry;

import java.util.Optional;

/** The champion is another than the one who wanted to change it believed. */
public final class ChampionConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    ChampionConflictException(String model, Optional<Long> champion) {
        super("the champion of model " + model + " is "
                + champion.map(version -> "version " + version).orElse("none") + " by now");
    }
}
