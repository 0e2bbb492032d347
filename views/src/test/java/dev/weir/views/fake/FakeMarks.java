package dev.weir.views.fake;

import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.mark.MarkDesk;
import dev.weir.engine.publish.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Deploy marks that are kept nowhere. */
public final class FakeMarks implements MarkDesk {
  private final Slot<List<DeployMark>> slot = new Slot<>(List.of());
  private long ids;

  @Override
  public Slot<List<DeployMark>> marks() {
    return slot;
  }

  @Override
  public CompletableFuture<Optional<String>> put(Instant at, String text, About about) {
    if (text.isBlank()) {
      return CompletableFuture.completedFuture(Optional.of("A deploy mark needs a text."));
    }
    List<DeployMark> all = new ArrayList<>(slot.latest().value());
    all.add(new DeployMark(++ids, at.toEpochMilli(), text, about, "ada"));
    all.sort(Comparator.comparingLong(DeployMark::atMillis));
    slot.publish(List.copyOf(all), at.toEpochMilli());
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletableFuture<Optional<String>> remove(long id) {
    slot.publish(
        slot.latest().value().stream().filter(mark -> mark.id() != id).toList(), FakeConsole.EPOCH);
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
