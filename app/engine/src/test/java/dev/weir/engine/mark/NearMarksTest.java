package dev.weir.engine.mark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.mark.DeployMark.About;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearMarksTest {
  private static final long AT = 1_790_000_000_000L;
  private static final DeployMark.Reads BILLING_READS_ORDERS =
      (group, stream) ->
          group.equals(new GroupRef("shop", "billing"))
              && stream.equals(new StreamRef("shop", "orders"));

  private static DeployMark mark(Duration before, String text) {
    return new DeployMark(1, AT - before.toMillis(), text, About.EVERYTHING, "ci");
  }

  private static List<String> near(long beganMillis, DeployMark... marks) {
    return NearMarks.sentences(
        List.of(marks), About.EVERYTHING, BILLING_READS_ORDERS, beganMillis, AT);
  }

  @Test
  void namesTheNewestOfTheHalfHourBeforeItBegan() {
    assertThat(near(AT, mark(Duration.ofMinutes(31), "a"), mark(Duration.ofSeconds(-1), "b")))
        .as("too long ago, and after it")
        .isEmpty();
    assertThat(
            near(
                AT,
                mark(Duration.ofMinutes(29), "a"),
                mark(Duration.ofMillis(251_000), "orders 2.3.1"),
                mark(Duration.ofSeconds(20), "c")))
        .containsExactly(
            "Deploy mark \"c\" 20 s before.",
            "Deploy mark \"orders 2.3.1\" 4 min before.",
            "Deploy mark \"a\" 29 min before.");
    assertThat(near(AT - Duration.ofMinutes(40).toMillis(), mark(Duration.ofMinutes(65), "a")))
        .as("from when it began, told from when it fired")
        .containsExactly("Deploy mark \"a\" 1 h 05 min before.");
  }

  @Test
  void ofAFloodTheNewestAreNamedAndTheOthersCounted() {
    DeployMark[] many =
        IntStream.range(0, 20)
            .mapToObj(i -> mark(Duration.ofSeconds(60 - i), "service " + i))
            .toArray(DeployMark[]::new);
    assertThat(near(AT, many)).hasSize(4).last().isEqualTo("And 17 deploy marks before those.");
  }

  private static boolean concerns(About mark, About there) {
    return mark.concerns(there, BILLING_READS_ORDERS);
  }

  @Test
  void whatBothNameMustBeTheSame() {
    About group = new About("shop", "", "billing");
    About stream = new About("shop", "orders", "");
    About lag = new About("shop", "orders", "billing");
    About connection = new About("shop", "", "");
    for (About there : List.of(group, stream, lag, connection, About.EVERYTHING)) {
      assertThat(concerns(About.EVERYTHING, there)).as("%s", there).isTrue();
      assertThat(concerns(connection, there)).as("%s", there).isTrue();
      assertThat(concerns(stream, there)).as("billing reads orders: %s", there).isTrue();
      assertThat(concerns(group, there)).as("%s", there).isTrue();
      assertThat(concerns(new About("", "orders", ""), there)).as("%s", there).isTrue();
      if (!there.connection().isEmpty()) {
        assertThat(concerns(new About("other", "", ""), there)).as("%s", there).isFalse();
      }
    }
    for (About there : List.of(group, stream, lag)) {
      assertThat(concerns(new About("shop", "payments", ""), there)).as("%s", there).isFalse();
      assertThat(concerns(new About("shop", "", "audit"), there)).as("%s", there).isFalse();
    }
    assertThat(concerns(new About("shop", "payments", ""), connection))
        .as("a change to a stream may show on its connection")
        .isTrue();
  }
}
