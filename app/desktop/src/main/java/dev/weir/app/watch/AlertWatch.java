package dev.weir.app.watch;

import dev.weir.app.broker.BrokerChoice;
import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.ClientProperties;
import dev.weir.app.broker.Providers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches brokers and tells of alerts, until it is ended. */
public record AlertWatch(
    UserFolders folders,
    Providers providers,
    SecretResolver secrets,
    InstantSource clock,
    Interrupts interrupts) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /** Is told what happens. Called from the thread that runs the watch. */
  public interface Listener {
    /** An alert pends, fires, is over, or was acknowledged elsewhere. */
    void alert(AlertRow row);

    void delivered(Delivery delivery);

    /** Something the user should know, as a sentence. */
    void notice(String sentence);
  }

  /**
   * Runs.
   *
   * @param choice one broker; empty: all saved connections
   * @param time how long; empty: until the end is requested
   * @return whether an alert fired at the end
   * @throws UsageProblem if there is nothing to watch, or a rule or channel cannot be read
   */
  public boolean run(Optional<BrokerChoice> choice, Optional<Duration> time, Listener listener) {
    try (var wiring = new Wiring(folders, providers, secrets, clock);
        var interrupt = interrupts.open(() -> {})) {
      Set<String> watched = open(wiring, choice);
      wiring.engine().start();
      long began = System.nanoTime();
      var told = new Told(listener, watched);
      while (!interrupt.isRequested()) {
        told.look(
            wiring.engine().alerts().table().latest().value(),
            wiring.engine().notices().latest().value());
        Duration running = Duration.ofNanos(System.nanoTime() - began);
        if (time.filter(limit -> running.compareTo(limit) >= 0).isPresent()) {
          break;
        }
        pause(interrupt);
      }
      return wiring.engine().alerts().table().latest().value().active().stream()
          .filter(row -> isOf(watched, row))
          .anyMatch(AlertRow::fires);
    }
  }

  /** Not what an earlier watch left of a connection that is none of this one's. */
  private static boolean isOf(Set<String> watched, AlertRow row) {
    String connection = row.labels().getOrDefault("connection", "");
    return connection.isEmpty() || watched.contains(connection);
  }

  private static void pause(Interrupt interrupt) {
    interrupt.await(BETWEEN_LOOKS);
  }

  /** Opens what is to be watched; returns its names. */
  private static Set<String> open(Wiring wiring, Optional<BrokerChoice> choice) {
    if (choice.isPresent() && choice.get() instanceof BrokerChoice.Addressed addressed) {
      String typed = nameOf(addressed.address(), wiring.connections().names());
      wiring
          .connections()
          .openTemporary(
              new ConnectionSettings(
                  typed,
                  addressed.kind(),
                  addressed.address(),
                  addressed.config().map(ClientProperties::read).orElse(Map.of()),
                  Environment.PRODUCTION,
                  true));
      return Set.of(typed);
    }
    List<String> saved = wiring.connections().names();
    if (choice.isPresent() && choice.get() instanceof BrokerChoice.Saved(String name)) {
      if (!saved.contains(name)) {
        throw Brokers.notSaved(name, saved);
      }
      wiring.connections().setOpen(name, true);
      return Set.of(name);
    }
    if (saved.isEmpty()) {
      throw new UsageProblem(
          "There is nothing to watch: save a connection in the window, or use --kafka or --redis.");
    }
    wiring.connections().openSaved();
    return Set.copyOf(saved);
  }

  /** By it alerts and what is learnt are kept: those of one address are not of another. */
  private static String nameOf(String address, List<String> saved) {
    String name = address.strip();
    return saved.contains(name) ? name + " (as typed)" : name;
  }

  /** What the listener knows. */
  private static final class Told {
    private final Listener listener;
    private final Set<String> watched;
    private final Map<Long, String> alerts = new HashMap<>();
    private final Set<String> notices = new HashSet<>();
    private Delivery last = new Delivery(0, "", "", 0, Delivery.Outcome.DELIVERED, "");

    Told(Listener listener, Set<String> watched) {
      this.listener = listener;
      this.watched = watched;
    }

    void look(AlertTable table, List<String> sentences) {
      for (String problem : table.problems()) {
        notice(problem);
      }
      sentences.forEach(this::notice);
      for (AlertRow row : table.resolved().reversed()) {
        // What was over before this watch began is no news.
        if (alerts.containsKey(row.id())) {
          tell(row);
        }
      }
      for (AlertRow row : table.active()) {
        if (row.state() != AlertRow.State.PENDING && isOf(watched, row)) {
          tell(row);
        }
      }
      for (Delivery delivery : fresh(table.deliveries())) {
        listener.delivered(delivery);
      }
    }

    private List<Delivery> fresh(List<Delivery> newestFirst) {
      int known = newestFirst.indexOf(last);
      List<Delivery> fresh = known < 0 ? newestFirst : newestFirst.subList(0, known);
      if (!fresh.isEmpty()) {
        last = fresh.getFirst();
      }
      return List.copyOf(fresh).reversed();
    }

    private void notice(String sentence) {
      if (notices.add(sentence)) {
        listener.notice(sentence);
      }
    }

    private void tell(AlertRow row) {
      String now = row.state() + " " + row.severity() + " " + row.suppressedBy();
      if (!now.equals(alerts.put(row.id(), now))) {
        listener.alert(row);
      }
    }
  }
}
