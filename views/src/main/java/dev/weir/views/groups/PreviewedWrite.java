package dev.weir.views.groups;

import dev.weir.engine.finding.Target;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.WriteDesk;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.GroupRef;
import dev.weir.views.kit.ConsentRow;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.Pulse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.util.Subscription;

/**
 * A write to what a group has at its broker: a sentence about what it would do, the consent to it,
 * and a sentence about what came of it. The consent is asked for only while its preview is seen.
 * Confined to the FX thread.
 */
final class PreviewedWrite {
  /** How often a pane looks how far the broker is. */
  static final Duration CADENCE = Duration.ofMillis(50);

  private final WriteDesk writes;
  private final Pulse pulse;
  private final Label sentence = new Label();
  private final ConsentRow consent;
  private Optional<Consumer<Consent>> confirm = Optional.empty();
  private Subscription watch = Subscription.EMPTY;

  /**
   * @param id of the write, which the ids of its nodes begin with
   * @param action what the button says
   * @param group whose connection is to be unlocked where it is read-only
   */
  PreviewedWrite(
      String id,
      String action,
      WriteDesk writes,
      Pulse pulse,
      Navigator navigator,
      Supplier<Optional<GroupRef>> group) {
    this.writes = writes;
    this.pulse = pulse;
    sentence.setId(id + "-sentence");
    sentence.setWrapText(true);
    sentence.setMinHeight(Region.USE_PREF_SIZE);
    consent =
        new ConsentRow(
            id,
            action,
            () ->
                group.get().ifPresent(it -> navigator.go(new Target.ToConnection(it.connection()))),
            given -> confirm.ifPresent(run -> run.accept(given)));
    Presence.set(consent, false);
  }

  Label sentence() {
    return sentence;
  }

  ConsentRow consent() {
    return consent;
  }

  /** What was previewed is not what is asked for any more. */
  void forget(String words) {
    watch.unsubscribe();
    watch = Subscription.EMPTY;
    confirm = Optional.empty();
    say(words);
  }

  /**
   * Follows a write from its preview on.
   *
   * @param confirmed does what the preview shows
   * @param apply tells this which state that is
   */
  <S> void follow(Slot<S> states, Consumer<Consent> confirmed, Consumer<S> apply) {
    watch.unsubscribe();
    confirm = Optional.of(confirmed);
    watch = pulse.watch(states, CADENCE, snapshot -> apply.accept(snapshot.value()));
  }

  /** The broker is asked what the write would do. */
  void looking() {
    say("Asking the broker…");
  }

  /**
   * Asks for what the connection's guard demands.
   *
   * @param target name of what is written to
   * @param possible whether there is something to write at all
   * @param meaning what the write would do
   * @param problem why the last confirmation was not enough; empty before
   */
  void previewed(
      String connection, String target, boolean possible, String meaning, String problem) {
    WriteGuard guard = writes.guard(connection);
    consent.ask(guard, target, possible);
    Presence.set(consent, true);
    if (guard == WriteGuard.READ_ONLY) {
      sentence.setText(
          meaning
              + " Connection "
              + connection
              + " is read-only: unlock it under Connections to do it.");
    } else {
      sentence.setText(problem.isEmpty() ? meaning : problem);
    }
  }

  /** The broker was told. */
  void writing() {
    say("Writing…");
  }

  /** The broker has it. What was typed was for this write, and not for the next one. */
  void done(String words) {
    consent.clear();
    say(words);
  }

  /** Says what came of it, or why nothing did: there is nothing to consent to now. */
  void say(String words) {
    Presence.set(consent, false);
    sentence.setText(words);
  }
}
