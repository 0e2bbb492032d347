package dev.weir.alert.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * {@code for} and {@code keep-firing-for} against the semantics of Prometheus' alerting rules, on
 * evaluations that come about evenly. What differs, and shall: a gap is no end, an end without data
 * is not "resolved", and what fires again soon belongs to the same episode.
 */
class PrometheusParityTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final long INTERVAL = 30_000;

  /** Prometheus' rule for one series, from its documented semantics. */
  private static final class Reference {
    private final long hold;
    private final long keep;
    private boolean isThere;
    private boolean fires;
    private long activeAt;
    private long keepSince = -1;

    Reference(long hold, long keep) {
      this.hold = hold;
      this.keep = keep;
    }

    void evaluate(long at, boolean holds) {
      if (holds) {
        if (!isThere) {
          isThere = true;
          activeAt = at;
        }
        keepSince = -1;
        fires |= at - activeAt >= hold;
        return;
      }
      if (fires && keep > 0) {
        keepSince = keepSince < 0 ? at : keepSince;
        if (at - keepSince < keep) {
          return;
        }
      }
      isThere = false;
      fires = false;
      keepSince = -1;
    }
  }

  private static AlertLife life(long hold, long keep) {
    return new AlertLife(
        new LifePlan(
            Duration.ofMillis(hold),
            Duration.ofMillis(keep),
            Duration.ZERO,
            Double.POSITIVE_INFINITY,
            LifePlan.NoData.KEEP,
            Duration.ZERO));
  }

  @Property(tries = 2_000)
  void firesWhenPrometheusDoes(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 10) int holdIntervals,
      @ForAll @IntRange(min = 0, max = 10) int keepIntervals) {
    var random = new Random(seed);
    long hold = holdIntervals * INTERVAL;
    long keep = keepIntervals * INTERVAL;
    var reference = new Reference(hold, keep);
    AlertLife life = life(hold, keep);
    int stay = 1 + random.nextInt(12);
    boolean holds = false;
    long at = T0;
    for (int i = 0; i < 400; i++) {
      at += INTERVAL + (random.nextInt(4) == 0 ? random.nextInt(12_000) - 6_000 : 0);
      holds = random.nextInt(stay) == 0 ? !holds : holds;
      reference.evaluate(at, holds);
      Change _ = life.observe(at, holds ? Verdict.WARNING : Verdict.CLEAR, holds ? 1 : 0);
      assertThat(life.state().isFiring())
          .as("evaluation %s, holds %s, for %s, keep %s", i, holds, hold, keep)
          .isEqualTo(reference.fires);
      assertThat(life.state() == AlertState.PENDING)
          .as("pending at evaluation %s", i)
          .isEqualTo(reference.isThere && !reference.fires);
    }
  }

  @Test
  void aMissedEvaluationEndsWhatPendsThereAndPausesItHere() {
    var reference = new Reference(120_000, 0);
    AlertLife life = life(120_000, 0);
    long at = T0;
    for (int i = 0; i < 12; i++) {
      at += INTERVAL;
      boolean isHeard = i != 3;
      reference.evaluate(at, isHeard);
      if (isHeard) {
        Change _ = life.observe(at, Verdict.WARNING, 1);
      }
      if (i == 4) {
        assertThat(life.state()).as("one sample missing counts").isEqualTo(AlertState.FIRING);
        assertThat(reference.fires).as("began anew").isFalse();
      }
    }
    assertThat(reference.fires).isTrue();
  }
}
