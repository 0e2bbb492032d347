package dev.weir.views.overview;

import dev.weir.engine.Console;
import dev.weir.engine.finding.Target;
import dev.weir.engine.overview.OverviewSnapshot;
import dev.weir.engine.overview.OverviewSnapshot.HealthSentence;
import dev.weir.engine.overview.OverviewSnapshot.Tile;
import dev.weir.engine.publish.Slot;
import dev.weir.views.kit.Navigator;
import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the Overview shows and does. No nodes. Confined to the FX thread. */
final class OverviewModel {
  /** Sentences shown before the rest is asked for. */
  static final int SENTENCES_AT_FIRST = 4;

  private final Console console;
  private final Navigator navigator;
  private final ReadOnlyObjectWrapper<List<HealthSentence>> sentences =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyIntegerWrapper moreSentences = new ReadOnlyIntegerWrapper();
  private final ReadOnlyObjectWrapper<List<Tile>> tiles = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyBooleanWrapper nothingConnected = new ReadOnlyBooleanWrapper(true);
  private OverviewSnapshot latest = OverviewSnapshot.EMPTY;
  private boolean allSentences;

  OverviewModel(Console console, Navigator navigator) {
    this.console = console;
    this.navigator = navigator;
  }

  // Properties

  Slot<OverviewSnapshot> slot() {
    return console.overview();
  }

  ReadOnlyObjectProperty<List<HealthSentence>> sentencesProperty() {
    return sentences.getReadOnlyProperty();
  }

  /** How many sentences are not shown. */
  ReadOnlyIntegerProperty moreSentencesProperty() {
    return moreSentences.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<List<Tile>> tilesProperty() {
    return tiles.getReadOnlyProperty();
  }

  /** There are no figures at all: nothing is connected. */
  ReadOnlyBooleanProperty nothingConnectedProperty() {
    return nothingConnected.getReadOnlyProperty();
  }

  // Commands

  void apply(OverviewSnapshot snapshot) {
    latest = snapshot;
    tiles.set(snapshot.tiles());
    nothingConnected.set(snapshot.tiles().isEmpty());
    showSentences();
  }

  void showAllSentences() {
    allSentences = true;
    showSentences();
  }

  void open(Target target) {
    navigator.go(target);
  }

  private void showSentences() {
    List<HealthSentence> all = latest.sentences();
    boolean cut = !allSentences && all.size() > SENTENCES_AT_FIRST;
    // The last sentence sums up what is well; it is worth its line.
    List<HealthSentence> shown =
        cut
            ? java.util.stream.Stream.concat(
                    all.stream().limit(SENTENCES_AT_FIRST - 1L),
                    all.subList(all.size() - 1, all.size()).stream())
                .toList()
            : all;
    sentences.set(shown);
    moreSentences.set(all.size() - shown.size());
  }
}
