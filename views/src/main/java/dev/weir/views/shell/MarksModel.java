package dev.weir.views.shell;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.StartText;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Deploy marks as a person puts and removes them. No nodes. Confined to the FX thread. */
final class MarksModel {
  /** What stands for any connection. */
  static final String ALL = "all connections";

  private final Console console;
  private final InstantSource clock;
  private final Supplier<ZoneId> zone;
  private final ReadOnlyObjectWrapper<List<DeployMark>> marks =
      new ReadOnlyObjectWrapper<>(List.of());

  MarksModel(Console console, InstantSource clock, Supplier<ZoneId> zone) {
    this.console = console;
    this.clock = clock;
    this.zone = zone;
  }

  // Properties

  /** Newest first. */
  ReadOnlyObjectProperty<List<DeployMark>> marksProperty() {
    return marks.getReadOnlyProperty();
  }

  /** What a mark may be about: all connections first. */
  List<String> connections() {
    List<String> names = new ArrayList<>();
    names.add(ALL);
    for (ConnectionStatus status : console.connections().statuses().latest().value()) {
      names.add(status.settings().name());
    }
    return names;
  }

  /** A moment as it may be typed; empty, which is now, where there is none. */
  String typed(OptionalLong pointedMillis) {
    return pointedMillis.isPresent() ? Formats.iso(pointedMillis.getAsLong(), zone.get()) : "";
  }

  String time(DeployMark mark) {
    return Formats.iso(mark.atMillis(), zone.get());
  }

  static String concerns(DeployMark mark) {
    String about = mark.about().words();
    return about.isEmpty() ? "everything" : about;
  }

  // Commands

  void apply(List<DeployMark> oldestFirst) {
    marks.set(oldestFirst.reversed());
  }

  /**
   * Puts a mark.
   *
   * @param when as typed; now if blank
   * @return what is wrong, as a sentence; empty once it is put
   */
  CompletableFuture<Optional<String>> put(
      String text, String when, String connection, String stream, String group) {
    Instant at;
    try {
      at = moment(when);
    } catch (StartText.NotUnderstood e) {
      return CompletableFuture.completedFuture(Optional.of(String.valueOf(e.getMessage())));
    }
    String named = connection.equals(ALL) ? "" : connection;
    return console.marks().put(at, text, new About(named, stream.strip(), group.strip()));
  }

  private Instant moment(String when) throws StartText.NotUnderstood {
    Instant now = clock.instant();
    if (when.isBlank()) {
      return now;
    }
    return StartText.since(when, now, zone.get()) instanceof TailFrom.Since(Instant at) ? at : now;
  }

  CompletableFuture<Optional<String>> remove(DeployMark mark) {
    return console.marks().remove(mark.id());
  }
}
