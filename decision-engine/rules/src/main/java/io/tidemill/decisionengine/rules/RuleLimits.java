package io.tidemill.decisionengine.rules;

/** How large a rule document may be. The published JSON Schema says the same. */
public final class RuleLimits {
    /** Characters of the whole document. */
    public static final int DOCUMENT_LENGTH = 64 * 1024;

    /** Levels of all, any and none within each other. */
    public static final int NESTING = 8;

    /** Conditions in the whole document. */
    public static final int CONDITIONS = 200;

    /** Values of one list. */
    public static final int LIST_LENGTH = 500;

    /** Actions of a rule. */
    public static final int ACTIONS = 20;

    /** Parameters of an action. */
    public static final int PARAMETERS = 20;

    /** Characters of a name. */
    public static final int NAME_LENGTH = 200;

    /** Characters of any other text. */
    public static final int TEXT_LENGTH = 1000;

    /** Digits of a number. */
    public static final int NUMBER_DIGITS = 40;

    /** Places before or after a number's decimal point. */
    public static final int NUMBER_PLACES = 300;

    /** Priorities go from minus this to this. */
    public static final int PRIORITY = 1_000_000;

    private RuleLimits() {}
}
