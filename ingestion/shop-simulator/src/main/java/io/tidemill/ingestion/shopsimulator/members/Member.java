package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.GroundTruth;
import io.tidemill.ingestion.shopsimulator.world.Campaign;
import io.tidemill.ingestion.shopsimulator.world.Chance;
import io.tidemill.ingestion.shopsimulator.world.Product;
import io.tidemill.ingestion.shopsimulator.world.Shop;
import io.tidemill.ingestion.shopsimulator.world.ShopCalendar;
import io.tidemill.ingestion.shopsimulator.world.ShopChain;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A person, day by day. Independent of all other members. */
public final class Member {
    private static final List<String> SHARE_CHANNELS = List.of("moments", "group", "weibo", "red-note");

    private final int number;
    private final String id;
    private final ShopChain chain;
    private final Chance chance;
    private final Habits habits;
    private final Mood mood;
    private final Journal journal;
    private final GroundTruth truth;
    private final TreeSet<Integer> bookedDays = new TreeSet<>();
    private final List<Refund> refunds = new ArrayList<>();
    private int orders;
    private int shares;
    private int refunded;

    /**
     * A member.
     *
     * @param number from 0
     * @param days how many days are simulated
     * @param out takes the events; those of a day come in no order, and a few lie in the days after
     */
    public Member(
            int number, ShopChain chain, int days, String tenant, Consumer<CloudEventJson> out, GroundTruth truth) {
        this.number = number;
        this.id = id(number);
        this.chain = chain;
        this.chance = Chance.of(chain.seed(), "member", number);
        this.habits = Habits.of(chance, chain.shops(), days);
        this.mood = new Mood(chance.between(0.6, 0.9));
        this.journal = new Journal("memberId", id, tenant, out);
        this.truth = truth;
    }

    private static String id(int number) {
        return "member-%06d".formatted(number + 1);
    }

    /** Lives through a day; every day in turn, from the first of the simulation on. */
    public void live(Day day) {
        if (day.number() < habits.joinDay() || mood.gone(day.number())) {
            return;
        }
        if (day.number() == habits.joinDay()) {
            join(day);
        }
        receiveCoupon(day);
        if (mood.leaves(day.number(), chance)) {
            truth.record(leaving(day));
        }
        giveBack(day);
        visitAndBrowse(day);
    }

    private void join(Day day) {
        truth.record(habits.fact(id, day.date().toString()));
        boolean invited = number > 0 && chance.happens(0.2);
        String invitedBy = invited ? id(chance.below(number)) : null;
        String channel = invited ? "referral" : chance.oneOf(List.of("shop", "web", "app"));
        boolean inShop = channel.equals("shop");
        journal.entry(
                        "member.registered",
                        inShop ? habits.homeShop().source() : Journal.APP,
                        day.at(chance.between(7, 9)))
                .with("channel", channel)
                .with("level", "basic")
                .with("invitedBy", invitedBy)
                .with("shopId", inShop ? habits.homeShop().id() : null)
                .write();
    }

    private void receiveCoupon(Day day) {
        Campaign campaign = day.campaign();
        if (campaign != null && campaign.beginsOn(day.number())) {
            boolean treated = campaign.treats(chain.seed(), number);
            Map<String, Object> fact = new LinkedHashMap<>();
            fact.put("kind", "coupon");
            fact.put("couponId", campaign.couponId());
            fact.put("memberId", id);
            fact.put("from", day.date().toString());
            fact.put("treated", treated);
            fact.put("couponGroup", habits.couponGroup().name().toLowerCase(Locale.ROOT));
            fact.put("visitFactor", treated ? habits.couponGroup().visitFactor() : 1);
            truth.record(fact);
        }
    }

    private Map<String, Object> leaving(Day day) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("kind", "churn");
        fact.put("memberId", id);
        fact.put("time", day.at(chance.between(0, 24)).toString());
        fact.put("contentment", mood.contentment());
        fact.put("orders", orders);
        fact.put("refunds", refunded);
        fact.put("shares", shares);
        return fact;
    }

    private void giveBack(Day day) {
        for (Iterator<Refund> due = refunds.iterator(); due.hasNext(); ) {
            Refund refund = due.next();
            if (refund.day() == day.number()) {
                due.remove();
                refunded++;
                mood.refunded(habits.touchiness());
                Shop shop = refund.shop();
                journal.entry("order.refunded", shop.source(), day.at(chance.between(9, 20)))
                        .with("orderId", refund.orderId())
                        .with("amount", refund.amount())
                        .with("currency", "CNY")
                        .with("reason", chance.oneOf(List.of("defect", "late", "wrong item")))
                        .with("shopId", shop.id())
                        .write();
            }
        }
    }

    private void visitAndBrowse(Day day) {
        Campaign campaign = day.campaign();
        boolean holdsCoupon = campaign != null && campaign.treats(chain.seed(), number);
        double perDay = habits.visitsPerWeek()
                / 7
                * mood.activity(day.number())
                * ShopCalendar.factor(day.date(), habits.weekendLove())
                * day.weather().factor(habits.rainShyness())
                * (holdsCoupon ? habits.couponGroup().visitFactor() : 1);
        int visits = Math.min(3, chance.times(perDay));
        if (bookedDays.remove(day.number()) && chance.happens(0.9)) {
            visits = Math.max(1, visits);
        }
        for (int visit = 0; visit < visits; visit++) {
            visit(day, holdsCoupon ? campaign : null);
        }
        double browsing = 0.25 * mood.activity(day.number()) * StrictMath.sqrt(habits.visitsPerWeek());
        if (chance.happens(browsing)) {
            browse(day, holdsCoupon ? campaign : null);
        }
        if (chance.happens(habits.planning() * perDay)) {
            book(day);
        }
    }

    private void visit(Day day, @Nullable Campaign coupon) {
        Shop shop = chance.happens(0.85) ? habits.homeShop() : chance.oneOf(chain.shops());
        double hour = Math.max(9, Math.min(21, chance.normal(habits.evening() ? 18.5 : 12.5, 1.5)));
        journal.entry("visit.checked-in", shop.source(), day.at(hour))
                .with("deviceId", chance.happens(0.7) ? shop.doorDevice() : null)
                .with("shopId", shop.id())
                .write();
        look(day, hour - chance.between(0.2, 1.5), shop);
        if (chance.happens(0.8)) {
            order(day, hour + chance.between(0.1, 0.6), shop, shop.source(), coupon);
        }
        double crowd = ShopCalendar.holiday(day.date()) ? 0.1 : 0;
        mood.visited(chance.normal(shop.quality() - crowd, 0.15));
    }

    private void browse(Day day, @Nullable Campaign coupon) {
        double hour = chance.between(8, 22);
        look(day, hour, null);
        if (chance.happens(0.2)) {
            order(day, hour + chance.between(0.1, 0.5), habits.homeShop(), Journal.APP, coupon);
        }
    }

    private void look(Day day, double hour, @Nullable Shop shop) {
        int views = chance.times(0.4 + 1.2 * mood.contentment());
        for (int view = 0; view < views; view++) {
            String category = chance.happens(0.7) ? habits.category() : chance.oneOf(Product.CATEGORIES);
            Product product = chance.oneOf(Product.of(category));
            journal.entry("product.viewed", Journal.APP, day.at(hour + 0.01 * view))
                    .with("productId", product.id())
                    .with("category", product.category())
                    .with(
                            "durationSeconds",
                            StrictMath.rint(10 * chance.logNormal(25 * (0.4 + mood.contentment()), 0.6)) / 10)
                    .with("shopId", shop == null ? null : shop.id())
                    .write();
        }
    }

    private void order(Day day, double hour, Shop shop, String source, @Nullable Campaign coupon) {
        Campaign used = coupon != null && chance.happens(habits.couponGroup().redemption()) ? coupon : null;
        double full = chance.logNormal(habits.basket() * shop.priceLevel(), 0.4);
        BigDecimal discount = money(used == null ? 0 : full * used.discount());
        BigDecimal amount = money(full).subtract(discount);
        String orderId = journal.nextId("order");
        String shopId = source.equals(Journal.APP) ? null : shop.id();
        orders++;
        journal.entry("order.paid", source, day.at(hour))
                .with("orderId", orderId)
                .with("amount", amount)
                .with("currency", "CNY")
                .with("quantity", 1 + chance.times(1.2))
                .with("category", chance.happens(0.7) ? habits.category() : chance.oneOf(Product.CATEGORIES))
                .with("couponId", used == null ? null : used.couponId())
                .with("shopId", shopId)
                .write();
        if (used != null) {
            mood.helpedByCoupon();
            journal.entry("coupon.redeemed", source, day.at(hour))
                    .with("couponId", used.couponId())
                    .with("orderId", orderId)
                    .with("discount", discount)
                    .with("shopId", shopId)
                    .write();
        }
        if (chance.happens(shop.defectShare())) {
            BigDecimal back = chance.happens(0.6) ? amount : money(amount.doubleValue() / 2);
            refunds.add(new Refund(day.number() + 1 + chance.below(5), orderId, back, shop));
        }
        share(day, hour + chance.between(0.2, 3), shopId);
    }

    private void share(Day day, double hour, @Nullable String shopId) {
        double contentment = mood.contentment();
        if (chance.happens(1.6 * habits.sharing() * contentment * contentment)) {
            shares++;
            mood.shared();
            journal.entry("content.shared", Journal.APP, day.at(hour))
                    .with("contentId", "content-%03d".formatted(1 + chance.below(200)))
                    .with("channel", chance.oneOf(SHARE_CHANNELS))
                    .with("shopId", shopId)
                    .write();
        }
    }

    private void book(Day day) {
        int ahead = 1 + chance.below(3);
        bookedDays.add(day.number() + ahead);
        Instant begins = day.at(24 * ahead + (habits.evening() ? 18.5 : 12.5));
        journal.entry("reservation.booked", Journal.APP, day.at(chance.between(20, 23)))
                .with("reservationId", journal.nextId("reservation"))
                .with("startsAt", begins)
                .with("partySize", 1 + chance.below(5))
                .with("shopId", habits.homeShop().id())
                .write();
    }

    private static BigDecimal money(double amount) {
        return new BigDecimal(amount).setScale(2, RoundingMode.HALF_UP);
    }

    /** Money that will be paid back. */
    private record Refund(int day, String orderId, BigDecimal amount, Shop shop) {}
}
