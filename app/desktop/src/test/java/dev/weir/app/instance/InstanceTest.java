package dev.weir.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
  @TempDir Path folder;

  @Test
  void aSecondStartShowsTheFirst() throws IOException {
    var opened = new ConcurrentLinkedQueue<Optional<Path>>();
    Path plan = folder.resolve("für ünf.weirplan");
    try (Instance first = Instance.claim(folder).orElseThrow()) {
      first.onSecondStart(opened::add);

      Optional<Instance> second = Instance.claim(folder);

      assertThat(second).as("there is one already").isEmpty();
      assertThat(Instance.focusOther(folder, Optional.empty())).as("it took it").isTrue();
      assertThat(Instance.focusOther(folder, Optional.of(plan))).as("with a file").isTrue();
      Awaitility.await("the first is told of both, in turn")
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(List.copyOf(opened))
                      .containsExactly(Optional.empty(), Optional.of(plan)));
    }
  }

  @Test
  void afterAnEndInOrderTheNextIsTheFirstAgain() throws IOException {
    Instance.claim(folder).orElseThrow().close();

    assertThat(folder.resolve("weir.sock")).doesNotExist();
    assertThat(Instance.focusOther(folder, Optional.empty())).isFalse();
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
      next.onSecondStart(_ -> {});
      assertThat(Instance.focusOther(folder, Optional.empty())).isTrue();
    }
  }
}
