package dev.weir.views.kit;

import static dev.weir.views.fake.ScreenWindow.fx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.testfx.api.FxToolkit;

/**
 * On the timer of the headless toolkit, which runs whether a frame is wanted as that of GTK does.
 * How late frames come is told by a bound that a busy machine only widens.
 */
class FrameTimerTest {
  private static final String HEADLESS = "com.sun.glass.ui.headless.HeadlessTimer";
  private static final Duration NEVER = Duration.ofMinutes(15);

  private final FrameTimer timer = new FrameTimer(HEADLESS);

  @BeforeAll
  static void startToolkit() throws Exception {
    var _ = FxToolkit.registerPrimaryStage();
  }

  @AfterEach
  void asUsual() throws Exception {
    fx(timer::usual);
  }

  @Test
  void slowedDownAFrameThatIsWantedComesButLate() throws Exception {
    Duration period = Duration.ofMillis(150);
    long startNanos = System.nanoTime();
    fx(() -> timer.slow(period));
    framesCome(5);
    // One may have been on its way, and one comes as the timer starts: three periods are sure.
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .as("time for five frames, one every %s ms", period.toMillis())
        .isGreaterThanOrEqualTo(period.multipliedBy(3));
  }

  @Test
  void framesComeAsEverOnceItIsUsualAgain() throws Exception {
    fx(() -> timer.slow(NEVER));
    fx(() -> timer.slow(NEVER));
    fx(timer::usual);
    framesCome(5);
    fx(timer::usual);
    framesCome(5);
  }

  @Test
  void anotherToolkitsTimerIsLeftAsItIs() throws Exception {
    var ofGtk = new FrameTimer();
    fx(() -> ofGtk.slow(NEVER));
    framesCome(5);
    fx(ofGtk::usual);
    framesCome(5);
  }

  @Test
  void aPulseThatRestsSlowsItDownAndWakingEndsThat() throws Exception {
    var pulse = new Pulse(timer);
    long startNanos = System.nanoTime();
    fx(() -> pulse.rest(Duration.ofSeconds(5)));
    framesCome(4);
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .as("time for four frames at rest, one every half second")
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    fx(pulse::wake);
    // At the pace of rest these alone would take longer than anyone waits here.
    framesCome(70);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theTimerOfGtkIsStillCalledSo() {
    assertThatCode(() -> Class.forName(FrameTimer.GTK, false, getClass().getClassLoader()))
        .as("frames are looked for sixty times a second at rest if JavaFX calls it otherwise")
        .doesNotThrowAnyException();
  }

  /** Has frames drawn and waits for so many. */
  private static void framesCome(int count) throws Exception {
    var drawn = new CompletableFuture<Boolean>();
    fx(() -> Pulse.afterFrames(count, () -> drawn.complete(true)));
    assertThat(drawn).as("%s frames", count).succeedsWithin(Duration.ofSeconds(30));
  }
}
