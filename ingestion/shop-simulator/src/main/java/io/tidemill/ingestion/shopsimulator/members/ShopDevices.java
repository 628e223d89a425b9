package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.shopsimulator.world.Chance;
import io.tidemill.ingestion.shopsimulator.world.Shop;
import io.tidemill.ingestion.shopsimulator.world.ShopCalendar;
import java.util.function.Consumer;

/** The devices of a shop: the counter at the door, the thermometer, the scales of the queue. Each reports every hour. */
public final class ShopDevices {
    private static final int OPENS = 8;
    private static final int CLOSES = 22;

    private final Shop shop;
    private final Chance chance;
    private final Journal door;
    private final Journal climate;
    private final Journal queue;

    /** The devices of a shop. */
    public ShopDevices(Shop shop, long seed, String tenant, Consumer<CloudEventJson> out) {
        this.shop = shop;
        this.chance = Chance.of(seed, shop.id(), 0);
        this.door = new Journal("deviceId", shop.doorDevice(), tenant, out);
        this.climate = new Journal("deviceId", shop.id() + "-climate", tenant, out);
        this.queue = new Journal("deviceId", shop.id() + "-queue", tenant, out);
    }

    /** Reports for a day. */
    public void report(Day day) {
        for (int hour = OPENS; hour < CLOSES; hour++) {
            double rush = StrictMath.exp(-(hour - 12.5) * (hour - 12.5) / 5)
                    + StrictMath.exp(-(hour - 18.5) * (hour - 18.5) / 5);
            double people = 40
                    * (0.2 + rush)
                    * ShopCalendar.factor(day.date(), 0.5)
                    * day.weather().factor(0.5);
            report(door, day, hour, "people", chance.times(people), "{count}");
            report(
                    climate,
                    day,
                    hour,
                    "temperature",
                    tenths(20 + 0.15 * day.weather().temperature() + rush),
                    "Cel");
            report(queue, day, hour, "waiting", chance.times(people / 12), "{count}");
        }
    }

    private void report(Journal device, Day day, int hour, String metric, double value, String unit) {
        device.entry("device.reported", shop.source(), day.at(hour + chance.between(0, 0.02)))
                .with("metric", metric)
                .with("value", value)
                .with("unit", unit)
                .with("shopId", shop.id())
                .write();
    }

    private double tenths(double value) {
        return StrictMath.rint(10 * (value + chance.normal(0, 0.3))) / 10;
    }
}
