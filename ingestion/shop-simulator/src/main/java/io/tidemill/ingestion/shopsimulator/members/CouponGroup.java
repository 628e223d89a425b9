package io.tidemill.ingestion.shopsimulator.members;

/** What a coupon does to a member. */
public enum CouponGroup {
    /** Comes because of the coupon. */
    PERSUADABLE(2.2, 0.8),
    /** Would have come anyway, and takes the discount. */
    SURE(1, 0.9),
    /** Does not care. */
    LOST(1, 0.05),
    /** Is put off by advertisement. */
    PUT_OFF(0.6, 0.1);

    private final double visitFactor;
    private final double redemption;

    CouponGroup(double visitFactor, double redemption) {
        this.visitFactor = visitFactor;
        this.redemption = redemption;
    }

    /** How many times as likely a visit is while the member holds a coupon. */
    public double visitFactor() {
        return visitFactor;
    }

    /** The probability that an order uses the coupon that the member holds. */
    public double redemption() {
        return redemption;
    }

    static CouponGroup of(double uniform) {
        if (uniform < 0.35) {
            return PERSUADABLE;
        }
        if (uniform < 0.65) {
            return SURE;
        }
        return uniform < 0.9 ? LOST : PUT_OFF;
    }
}
