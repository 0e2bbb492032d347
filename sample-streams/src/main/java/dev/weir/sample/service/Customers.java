package dev.weir.sample.service;

import dev.weir.sample.event.Chance;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.EventWriter;
import dev.weir.sample.scene.Conditions;

/**
 * What customers and students do: writes the events the platform begins with. The n-th order and
 * the n-th learning event are the same for the same seed and conditions, but for their time. For
 * one thread.
 */
public final class Customers {
  /** A shop version whose payments are in part unreadable. */
  public static final String BROKEN_CLIENT = "shop-4.13.0";

  static final int PRODUCTS = 400;

  private static final String CLIENT = "shop-4.12.2";
  private static final int CUSTOMERS = 20_000;
  private static final int STUDENTS = 2_000;
  private static final double DUPLICATES = 0.005;
  private static final double LARGE_ORDERS = 0.004;
  private static final double CLOCKS_AHEAD = 0.02;
  private static final long LATE_MILLIS = 3_600_000;
  private static final long AHEAD_MILLIS = 45_000;
  private static final String[] COUNTRIES = {
    "DE", "DE", "DE", "FR", "FR", "NL", "AT", "PL", "ES", "IT", "US", "US", "US", "GB", "GB", "CA"
  };
  private static final String[] CHANNELS = {"web", "web", "web", "app", "app", "store"};
  private static final String[] BANKS = {"north", "south", "east", "west", "harbour"};
  private static final String[] CURRENCIES = {"EUR", "EUR", "EUR", "USD", "USD", "GBP"};
  private static final String[] COURSES = {
    "algebra", "statistics", "databases", "networks", "compilers", "Straßenbau"
  };

  private final Chance chance;
  private final EventWriter writer = new EventWriter();

  /**
   * An event to publish.
   *
   * @param times how often: a producer that retries publishes the same event twice
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Published(EventType type, String key, byte[] value, long epochMillis, int times) {}

  public Customers(Chance chance) {
    this.chance = chance;
  }

  /** The n-th order, counted from 0. */
  public Published order(long n, Conditions conditions, long nowMillis) {
    String order = EventKey.order(n);
    int customer = chance.below(CUSTOMERS, n, Question.CUSTOMER);
    boolean hot = chance.happens(conditions.hotKeyShare(), n, Question.HOT);
    int sku = hot ? 7 : popular(n);
    boolean large = chance.happens(LARGE_ORDERS, n, Question.LARGE_ORDER);
    int quantity = large ? 400 : 1 + chance.below(4, n, Question.QUANTITY);
    long price = 499L + chance.below(9_500, sku, Question.PRICE) + (large ? 2_500 : 0);
    long time = eventTime(n, conditions, nowMillis);
    EventId id = EventId.of(chance.seed(), EventType.ORDER_PLACED, n, 0);
    byte[] value =
        writer
            .begin(EventType.ORDER_PLACED, id, id, time)
            .text("order_id", order)
            .text("customer_id", EventKey.customer(customer))
            .text("sku", EventKey.sku(sku))
            .integer("quantity", quantity)
            .cents("unit_price", price)
            .cents("total", price * quantity)
            .text("currency", pick(CURRENCIES, customer, Question.CURRENCY))
            .text("country", pick(COUNTRIES, customer, Question.COUNTRY))
            .text("channel", pick(CHANNELS, n, Question.CHANNEL))
            .text("client", conditions.badDeploy() ? BROKEN_CLIENT : CLIENT)
            .text("bank", pick(BANKS, customer, Question.BANK))
            .end();
    int times = chance.happens(DUPLICATES, n, Question.DUPLICATE) ? 2 : 1;
    return new Published(EventType.ORDER_PLACED, order, value, time, times);
  }

  /** The n-th learning event, counted from 0. */
  public Published learning(long n, Conditions conditions, long nowMillis) {
    boolean hot = chance.happens(conditions.hotKeyShare(), n, Question.HOT + 1_000);
    int student = hot ? 42 : chance.below(STUDENTS, n, Question.STUDENT);
    int kind = chance.below(20, n, Question.LEARNING_KIND);
    String course = pick(COURSES, n, Question.COURSE);
    int assignment = 1 + chance.below(8, n, Question.ASSIGNMENT);
    long time = eventTime(n, conditions, nowMillis);
    EventType type =
        kind == 0
            ? EventType.STUDENT_ENROLLED
            : kind < 11 ? EventType.ASSIGNMENT_SUBMITTED : EventType.GRADE_UPDATED;
    EventId id = EventId.of(chance.seed(), type, n, 0);
    String key = EventKey.student(student);
    writer.begin(type, id, id, time).text("student_id", key).text("course", course);
    if (type == EventType.ASSIGNMENT_SUBMITTED) {
      writer
          .integer("assignment", assignment)
          .integer("words", 200 + chance.below(3_000, n, Question.WORDS))
          .flag("on_time", chance.happens(0.9, n, Question.WORDS + 1_000));
    } else if (type == EventType.GRADE_UPDATED) {
      boolean bad = chance.happens(0.01, n, Question.BAD_GRADE);
      writer
          .integer("assignment", assignment)
          .integer("points", bad ? 1_000 : 40 + chance.below(61, n, Question.POINTS));
    }
    return new Published(type, key, writer.end(), time, 1);
  }

  /** A few products sell most: the square of an even choice. */
  private int popular(long n) {
    double even = chance.unit(n, Question.SKU);
    return (int) (even * even * PRODUCTS);
  }

  private long eventTime(long n, Conditions conditions, long nowMillis) {
    if (chance.happens(conditions.lateShare(), n, Question.LATE)) {
      return nowMillis - LATE_MILLIS;
    }
    if (conditions.lateShare() > 0 && chance.happens(CLOCKS_AHEAD, n, Question.CLOCK_SKEW)) {
      return nowMillis + AHEAD_MILLIS;
    }
    return nowMillis;
  }

  private String pick(String[] values, long subject, int question) {
    return values[chance.below(values.length, subject, question)];
  }
}
