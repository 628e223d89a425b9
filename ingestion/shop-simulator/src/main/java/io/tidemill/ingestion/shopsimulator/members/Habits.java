package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.shopsimulator.world.Chance;
import io.tidemill.ingestion.shopsimulator.world.Product;
import io.tidemill.ingestion.shopsimulator.world.Shop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What does not change in a member.
 *
 * @param joinDay the day of the simulation on which the member joins
 * @param homeShop where most visits go
 * @param visitsPerWeek on average, content and without coupons
 * @param weekendLove from 0 to 1: when they come
 * @param evening whether they come in the evening rather than at noon
 * @param basket the median amount of an order
 * @param category most of what they buy
 * @param sharing the probability that a content member shares after an order
 * @param planning the probability that a visit is booked ahead
 * @param touchiness how much a refund annoys them, from 0 to 1
 * @param rainShyness how much rain keeps them at home, from 0 to 1
 * @param couponGroup what a coupon does
 */
public record Habits(
        int joinDay,
        Shop homeShop,
        double visitsPerWeek,
        double weekendLove,
        boolean evening,
        double basket,
        String category,
        double sharing,
        double planning,
        double touchiness,
        double rainShyness,
        CouponGroup couponGroup) {
    private static final int OPENING_DAYS = 5;

    static Habits of(Chance chance, List<Shop> shops, int days) {
        int openingDays = Math.min(OPENING_DAYS, days);
        return new Habits(
                chance.happens(0.5) ? chance.below(openingDays) : chance.below(days),
                chance.oneOf(shops),
                Math.min(7, chance.logNormal(0.9, 0.9)),
                chance.between(0.1, 0.9),
                chance.happens(0.5),
                chance.logNormal(60, 0.5),
                chance.oneOf(Product.CATEGORIES),
                chance.happens(0.4) ? chance.between(0.1, 0.5) : 0.01,
                chance.happens(0.3) ? chance.between(0.1, 0.5) : 0,
                chance.between(0.2, 1),
                chance.between(0, 1),
                CouponGroup.of(chance.between(0, 1)));
    }

    /** The habits as a fact. */
    Map<String, Object> fact(String memberId, String joined) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("kind", "member");
        fact.put("memberId", memberId);
        fact.put("joined", joined);
        fact.put("homeShop", homeShop.id());
        fact.put("visitsPerWeek", visitsPerWeek);
        fact.put("weekendLove", weekendLove);
        fact.put("evening", evening);
        fact.put("basket", basket);
        fact.put("category", category);
        fact.put("sharing", sharing);
        fact.put("planning", planning);
        fact.put("touchiness", touchiness);
        fact.put("rainShyness", rainShyness);
        fact.put("couponGroup", couponGroup.name().toLowerCase(Locale.ROOT));
        return fact;
    }
}
