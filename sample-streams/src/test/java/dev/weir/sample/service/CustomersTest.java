package dev.weir.sample.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.sample.event.Chance;
import dev.weir.sample.event.Conformity;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.UnreadableEvent;
import dev.weir.sample.scene.Conditions;
import dev.weir.sample.scene.Scene;
import dev.weir.sample.scene.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CustomersTest {
  private static final long NOW = 1_795_250_000_000L;
  private static final Conditions SKEW = Scene.SKEW.at(Duration.ofSeconds(10));
  private static final Conditions LATE = Scene.LATE.at(Duration.ofSeconds(10));
  private static final Conditions POISON = Scene.POISON.at(Duration.ofSeconds(10));

  private static List<String> events(long seed, Conditions conditions, long now) {
    var customers = new Customers(new Chance(seed));
    return IntStream.range(0, 2_000)
        .boxed()
        .flatMap(
            n ->
                Stream.of(
                    customers.order(n, conditions, now), customers.learning(n, conditions, now)))
        .map(
            event ->
                event.key()
                    + " ×"
                    + event.times()
                    + " "
                    + new String(event.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> withoutTime(List<String> events) {
    return events.stream().map(event -> event.replaceAll("\"time\":\"[^\"]*\"", "")).toList();
  }

  @Test
  void theSameSeedGivesTheSameEventsButForTheirTime() {
    List<String> first = events(42, Conditions.CALM, NOW);
    assertThat(events(42, Conditions.CALM, NOW)).isEqualTo(first);
    List<String> later = events(42, Conditions.CALM, NOW + 12_345);
    assertThat(later).doesNotContainAnyElementsOf(first);
    assertThat(withoutTime(later)).isEqualTo(withoutTime(first));
    assertThat(events(43, Conditions.CALM, NOW)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void everyEventIsInTheCatalogue() {
    var seen = EnumSet.noneOf(EventType.class);
    for (String event : events(1, Conditions.CALM, NOW)) {
      byte[] json = event.substring(event.indexOf('{')).getBytes(StandardCharsets.UTF_8);
      seen.add(Conformity.check(json));
    }
    assertThat(seen)
        .containsExactly(
            EventType.ORDER_PLACED,
            EventType.STUDENT_ENROLLED,
            EventType.ASSIGNMENT_SUBMITTED,
            EventType.GRADE_UPDATED);
  }

  @Test
  void skewMakesOneProductAndOneStudentHot() {
    List<String> events = events(1, SKEW, NOW);
    assertThat(share(events, "\"sku\":\"SKU-0007\"", "\"sku\"")).isCloseTo(0.6, within(0.05));
    assertThat(share(events, "\"st-0042\"", "\"student_id\"")).isCloseTo(0.6, within(0.05));
  }

  @Test
  void lateEventsAreAnHourOldAndSomeClocksAhead() {
    var customers = new Customers(new Chance(1));
    List<Long> ages = new ArrayList<>();
    for (int n = 0; n < 2_000; n++) {
      ages.add(NOW - customers.order(n, LATE, NOW).epochMillis());
    }
    assertThat(ages.stream().filter(age -> age == 3_600_000).count()).isBetween(320L, 480L);
    assertThat(ages.stream().filter(age -> age == -45_000).count()).isBetween(15L, 60L);
  }

  @Test
  void oneInTwoHundredOrdersIsPublishedTwice() {
    var customers = new Customers(new Chance(1));
    long twice =
        IntStream.range(0, 20_000)
            .filter(n -> customers.order(n, Conditions.CALM, NOW).times() == 2)
            .count();
    assertThat(twice).isBetween(70L, 130L);
  }

  @Test
  void aBadDeployMakesOnePaymentInTwentyUnreadable() {
    assertThat(unreadablePayments(POISON)).isBetween(150L, 260L);
    assertThat(unreadablePayments(Conditions.CALM)).isLessThan(15L);
  }

  private static long unreadablePayments(Conditions conditions) {
    var customers = new Customers(new Chance(1));
    var payments =
        new PaymentService(
            new Setting(
                new KafkaClients("127.0.0.1:1"),
                record -> {},
                new Stage(Scene.STEADY, 500, Duration.ofMillis(20)),
                new Chance(1),
                InstantSource.system(),
                new Figures()));
    long unreadable = 0;
    for (int n = 0; n < 4_000; n++) {
      var order = EventReader.read(customers.order(n, conditions, NOW).value());
      byte[] payment = payments.payment(order, NOW);
      assertThat(payments.payment(order, NOW)).as("charged again").isEqualTo(payment);
      try {
        EventReader.read(payment);
        Conformity.check(payment);
      } catch (UnreadableEvent cut) {
        unreadable++;
      }
    }
    return unreadable;
  }

  private static double share(List<String> events, String part, String whole) {
    return (double) events.stream().filter(event -> event.contains(part)).count()
        / events.stream().filter(event -> event.contains(whole)).count();
  }
}
