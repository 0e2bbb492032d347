package dev.weir.sample.service;

import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.scene.Conditions;
import dev.weir.sample.scene.Load;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Publishes orders and learning events at the rate of the stage, tick by tick. What is published in
 * a tick depends on the number of the tick only; a machine that is too slow plays the scene slower
 * and leaves nothing out.
 */
public final class CustomerTraffic extends Service {
  private static final long MOST_BEHIND_NANOS = Duration.ofSeconds(1).toNanos();

  private final Setting setting;
  private final Customers customers;
  private final CountDownLatch firstTick = new CountDownLatch(1);
  private long tick;
  private long orders;
  private long learning;
  private double ordersDue;
  private double learningDue;

  public CustomerTraffic(Setting setting) {
    super("customers", setting.figures());
    this.setting = setting;
    this.customers = new Customers(setting.chance());
  }

  /** Waits until the first events are with the client; false after this long. */
  public boolean awaitFirstEvents(Duration atMost) throws InterruptedException {
    return firstTick.await(atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  @Override
  protected void run() throws InterruptedException {
    long tickNanos = setting.stage().tickLength().toNanos();
    long due = System.nanoTime();
    while (isRunning()) {
      playTick();
      due += tickNanos;
      long now = System.nanoTime();
      if (now - due > MOST_BEHIND_NANOS) {
        due = now;
      } else if (due > now) {
        pause(Duration.ofNanos(due - now));
      }
      if (orders > 0) {
        firstTick.countDown();
      }
    }
  }

  private void playTick() {
    setting.stage().tick(tick++);
    Conditions conditions = setting.stage().conditions();
    Load load = setting.stage().load();
    double seconds =
        setting.stage().tickLength().toMillis() / 1000.0 * load.bounded(conditions.load());
    long now = setting.clock().millis();
    ordersDue += load.ordersPerSecond() * seconds;
    for (; ordersDue >= 1; ordersDue--) {
      publish(customers.order(orders++, conditions, now));
    }
    learningDue += load.learningPerSecond() * seconds;
    for (; learningDue >= 1; learningDue--) {
      publish(customers.learning(learning++, conditions, now));
    }
  }

  private void publish(Customers.Published event) {
    byte[] key = EventKey.bytes(event.key());
    for (int i = 0; i < event.times(); i++) {
      setting.publisher().send(topic(event.type()), key, event.value(), event.epochMillis());
    }
    if (event.times() > 1) {
      setting.figures().duplicatesPublished().increment();
    }
  }

  private static Topic topic(EventType type) {
    return switch (type) {
      case STUDENT_ENROLLED -> Topic.STUDENT_ENROLLED;
      case ASSIGNMENT_SUBMITTED -> Topic.ASSIGNMENT_SUBMITTED;
      case GRADE_UPDATED -> Topic.GRADE_UPDATED;
      default -> Topic.ORDERS;
    };
  }
}
