package dev.weir.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.publish.Attendance;
import dev.weir.views.fake.FakeConsole;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestTest {
  private static final long BEGUN = 5;
  private static final long AFTER = Rest.AFTER.toNanos();

  private final FakeConsole console = new FakeConsole();
  private final Rest rest = new Rest(BEGUN);

  @Test
  void restsOnceItWasUntouchedForLongEnough() {
    assertThat(rest.passed(BEGUN + AFTER - 1)).as("a nanosecond too soon").isFalse();
    assertThat(rest.attendance()).isEqualTo(Attendance.PRESENT);
    assertThat(rest.passed(BEGUN + AFTER)).as("begins").isTrue();
    assertThat(rest.attendance()).isEqualTo(Attendance.RESTING);
    assertThat(rest.passed(BEGUN + AFTER + 1)).as("begins again").isFalse();
  }

  @Test
  void sleepsOnceItWasUntouchedForLonger() {
    long deeper = Rest.DEEPER_AFTER.toNanos();
    assertThat(rest.passed(BEGUN + AFTER)).isTrue();
    assertThat(rest.passed(BEGUN + deeper - 1)).as("a nanosecond too soon").isFalse();
    assertThat(rest.passed(BEGUN + deeper)).as("sleeps").isTrue();
    assertThat(rest.attendance()).isEqualTo(Attendance.ASLEEP);
    assertThat(rest.passed(BEGUN + 2 * deeper)).as("sleeps again").isFalse();
    assertThat(rest.touched(BEGUN + 2 * deeper)).as("woke what slept").isTrue();
    assertThat(rest.attendance()).isEqualTo(Attendance.PRESENT);
    assertThat(rest.passed(BEGUN + 3 * deeper)).as("sleeps at once after a machine did").isTrue();
    assertThat(rest.attendance()).isEqualTo(Attendance.ASLEEP);
  }

  @Test
  void aTouchBeginsTheTimeAnew() {
    assertThat(rest.touched(BEGUN + AFTER - 1)).as("woke what was awake").isFalse();
    assertThat(rest.passed(BEGUN + AFTER)).isFalse();
    assertThat(rest.passed(BEGUN + 2 * AFTER - 1)).isTrue();
    assertThat(rest.touched(BEGUN + 2 * AFTER)).as("woke what rested").isTrue();
    assertThat(rest.attendance()).isEqualTo(Attendance.PRESENT);
  }

  @Test
  void wakesForAnAlertThatBeginsToFireAndForNoOther() {
    assertThat(rest.heard(alerts(), BEGUN)).as("awake already").isFalse();
    assertThat(rest.passed(BEGUN + AFTER)).isTrue();
    assertThat(rest.heard(alerts(), BEGUN + AFTER)).as("the same alerts").isFalse();
    assertThat(rest.heard(AlertTable.EMPTY, BEGUN + AFTER)).as("an alert is over").isFalse();
    console.alerts.fire(99);
    long fired = BEGUN + AFTER + Duration.ofHours(1).toNanos();
    assertThat(rest.heard(alerts(), fired)).as("one begins to fire").isTrue();
    assertThat(rest.passed(fired + AFTER - 1)).as("it stays awake for as long").isFalse();
    assertThat(rest.passed(fired + AFTER)).as("and rests while it goes on").isTrue();
  }

  @Test
  void anAlertThatSomebodyLooksAfterWakesNobody() {
    console.alerts.acknowledge(3, "ada");
    assertThat(rest.passed(BEGUN + AFTER)).isTrue();
    assertThat(rest.heard(alerts(), BEGUN + AFTER)).isFalse();
    assertThat(rest.attendance()).isEqualTo(Attendance.RESTING);
  }

  private AlertTable alerts() {
    return console.alerts.table().latest().value();
  }
}
