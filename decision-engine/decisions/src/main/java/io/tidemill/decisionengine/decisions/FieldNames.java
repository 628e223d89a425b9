package io.tidemill.decisionengine.decisions;

/** How rules name what they compare. */
public final class FieldNames {
    /** Before a field of the event's data. */
    public static final String EVENT = "event.";

    /** The tenant of the event. */
    public static final String TENANT = "event.tenant";

    /** The subject of the event. */
    public static final String ENTITY = "event.entityId";

    /** When the event happened. */
    public static final String TIME = "event.time";

    /** Before a reference {@code view:feature}. */
    public static final String FEATURE = "feature.";

    private static final String MODEL = "model.";
    private static final String SCORE = ".score";

    private FieldNames() {}

    /** Before what a model was given otherwise than it serves. */
    static String ofModel(String model) {
        return MODEL + model + ".";
    }

    /** The score of a model. */
    public static String score(String model) {
        return MODEL + model + SCORE;
    }

    static boolean isScore(String field) {
        return field.startsWith(MODEL) && field.endsWith(SCORE);
    }

    static String model(String field) {
        return field.substring(MODEL.length(), field.length() - SCORE.length());
    }
}
