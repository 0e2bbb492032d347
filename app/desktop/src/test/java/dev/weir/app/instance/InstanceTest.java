package dev.weir.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path folder;

  @Test
  void aSecondStartShowsTheFirst() throws IOException {
    var focused = new AtomicInteger();
    try (Instance first = Instance.claim(folder).orElseThrow()) {
      first.onSecondStart(focused::incrementAndGet);

      Optional<Instance> second = Instance.claim(folder);

      assertThat(second).as("there is one already").isEmpty();
      assertThat(Instance.focusOther(folder)).as("it took the message").isTrue();
      Awaitility.await("the first is told")
          .atMost(Duration.ofSeconds(10))
          .until(() -> focused.get() == 1);
    }
  }

  @Test
  void afterAnEndInOrderTheNextIsTheFirstAgain() throws IOException {
    Instance.claim(folder).orElseThrow().close();

    assertThat(folder.resolve("weir.sock")).doesNotExist();
    assertThat(Instance.focusOther(folder)).isFalse();
    try (Instance next = Instance.claim(folder).orElseThrow()) {
      assertThat(next.endedBadlyBefore()).isFalse();
    }
  }

  @Test
  void anEndWithoutOrderIsNoticedAndInTheWayOfNobody() throws IOException {
    // As a killed console leaves it: the system has let the lock go.
    Files.writeString(folder.resolve("weir.lock"), "4711");
    Files.createFile(folder.resolve("weir.sock"));

    try (Instance next = Instance.claim(folder).orElseThrow()) {
      assertThat(next.endedBadlyBefore()).isTrue();
      next.onSecondStart(() -> {});
      assertThat(Instance.focusOther(folder)).isTrue();
    }
  }
}
