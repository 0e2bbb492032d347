package dev.weir.views.tail;

import dev.weir.engine.lag.GroupRow;
import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.Choice;
import dev.weir.views.kit.Chooser;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.StartText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.util.Subscription;

/** Where a tail begins, and what has to be typed or chosen to tell. Confined to the FX thread. */
final class StartChoice {
  private static final Duration LISTS = Duration.ofMillis(500);

  private enum Start {
    NEWEST("Newest 500"),
    OLDEST("Oldest"),
    LIVE("Live"),
    SINCE("Since…"),
    OFFSET("Offset…"),
    GROUP("From group…");

    private final String label;

    Start(String label) {
      this.label = label;
    }
  }

  private final TailModel model;
  private final Pulse pulse;
  private final InstantSource clock;
  private final Supplier<ZoneId> zone;
  private final Consumer<TailFrom> begun;
  private final Choice<Start> start = new Choice<>(List.of(Start.values()), choice -> choice.label);
  private final Chooser<GroupRow> groups;
  private final Chooser<String> entry =
      new Chooser<String>("", text -> text, text -> "").withoutList();
  private Subscription whileChoosing = Subscription.EMPTY;
  private Set<Start> relabelled = EnumSet.noneOf(Start.class);

  /**
   * @param clock tells what "since 10 min ago" means
   * @param begun told where a person wants it to begin
   */
  StartChoice(
      TailModel model,
      Pulse pulse,
      InstantSource clock,
      Supplier<ZoneId> zone,
      Consumer<TailFrom> begun) {
    this.model = model;
    this.pulse = pulse;
    this.clock = clock;
    this.zone = zone;
    this.begun = begun;
    start.setId("tail-start");
    groups =
        new Chooser<GroupRow>(
                "Part of a group's name",
                row -> row.group().name(),
                row -> String.join(", ", row.streams()))
            .onTyped(model::searchGroups)
            .onChosen(row -> begin(Start.GROUP, new TailFrom.Committed(row.group().name())))
            .onClosed(this::endChoosing);
    for (Start choice : Start.values()) {
      start.button(choice).setOnAction(event -> choose(choice));
    }
    model.fromProperty().subscribe(from -> show());
  }

  /** The segments. */
  Node node() {
    return start;
  }

  /** Off screen: asks for nothing any more. */
  void hidden() {
    groups.close();
    entry.close();
    endChoosing();
  }

  private void chooseGroup() {
    endChoosing();
    groups.open(start.button(Start.GROUP), "");
    whileChoosing =
        pulse.watch(
            model.groupsSlot(),
            LISTS,
            snapshot ->
                groups.show(
                    snapshot.value().rows().stream()
                        .filter(row -> model.concerns(row.group()))
                        .toList()));
  }

  private void endChoosing() {
    whileChoosing.unsubscribe();
    whileChoosing = Subscription.EMPTY;
    show();
  }

  private void choose(Start choice) {
    switch (choice) {
      case LIVE -> begin(choice, new TailFrom.Latest());
      case OLDEST -> begin(choice, new TailFrom.Earliest());
      case NEWEST -> {
        boolean again = model.fromProperty().get() instanceof TailFrom.Newest;
        if (again) {
          enter(choice, "How many records back from the end, such as 500", StartText::newest);
        } else {
          begin(choice, TailModel.DEFAULT_FROM);
        }
      }
      case SINCE ->
          enter(
              choice,
              "15 min, 14:05, 2026-11-21 14:05, epoch ms",
              text -> StartText.since(text, clock.instant(), zone.get()));
      case OFFSET ->
          enter(choice, "77319, 4@77319 for one partition, or an entry id", StartText::offset);
      case GROUP -> chooseGroup();
    }
  }

  private interface Reading {
    TailFrom read(String text) throws StartText.NotUnderstood;
  }

  private void enter(Start choice, String advice, Reading reading) {
    entry
        .onEntered(
            text -> {
              try {
                TailFrom from = reading.read(text);
                entry.close();
                begin(choice, from);
              } catch (StartText.NotUnderstood e) {
                entry.say(String.valueOf(e.getMessage()));
              }
            })
        .onClosed(this::show)
        .open(start.button(choice), "");
    entry.say(advice);
  }

  private void begin(Start choice, TailFrom from) {
    begun.accept(from);
    start.valueProperty().set(choice);
  }

  private void show() {
    TailFrom from = model.fromProperty().get();
    for (Start choice : relabelled) {
      start.button(choice).setText(choice.label);
    }
    relabelled = EnumSet.noneOf(Start.class);
    switch (from) {
      case TailFrom.Latest _ -> mark(Start.LIVE, Start.LIVE.label);
      case TailFrom.Earliest _ -> mark(Start.OLDEST, Start.OLDEST.label);
      case TailFrom.Newest(long records) -> mark(Start.NEWEST, "Newest " + Formats.exact(records));
      case TailFrom.AtOffset(long offset) -> mark(Start.OFFSET, "From " + offset);
      case TailFrom.At(Position position) -> mark(Start.OFFSET, "From " + position);
      case TailFrom.Since(Instant time) ->
          mark(Start.SINCE, "Since " + Formats.clockSeconds(time.toEpochMilli(), zone.get()));
      case TailFrom.Committed(String group) -> mark(Start.GROUP, "From " + group);
    }
  }

  private void mark(Start choice, String label) {
    start.valueProperty().set(choice);
    start.button(choice).setSelected(true);
    start.button(choice).setText(label);
    relabelled.add(choice);
  }
}
