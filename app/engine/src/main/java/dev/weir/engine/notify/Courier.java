package dev.weir.engine.notify;

import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.threads.Threads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers letters. Each channel has a virtual thread, so that one that hangs holds up no other;
 * letters of one group that are due together go as one message. A channel that gets more than
 * {@value #MOST_A_MINUTE} messages a minute gets the rest of its warnings together; critical ones
 * are never held back. Thread-safe.
 */
public final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  static final int MOST_A_MINUTE = 20;

  private static final long MINUTE_MILLIS = 60_000;
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final long GIVE_UP_MILLIS = Duration.ofDays(1).toMillis();
  private static final int MOST_DOUBLINGS = 12;

  private final Sender sender;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Map<String, Lane> lanes = new HashMap<>();
  private volatile Map<String, Channel> channels = Map.of();
  private volatile boolean open = true;

  public Courier(SecretResolver secrets, Brokers brokers, Outbox outbox, InstantSource clock) {
    this.sender = new Sender(secrets, brokers);
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The channels there are from now on. */
  public void channels(List<Channel> now) {
    var byName = new HashMap<String, Channel>();
    now.forEach(channel -> byName.put(channel.name(), channel));
    channels = Map.copyOf(byName);
    synchronized (lanes) {
      lanes.values().forEach(Lane::wake);
    }
  }

  /** Takes a letter; it is in the outbox already. */
  public void post(Letter letter) {
    Lane lane;
    synchronized (lanes) {
      lane = lanes.computeIfAbsent(letter.channel(), Lane::new);
    }
    lane.add(letter);
  }

  @Override
  public void close() {
    open = false;
    synchronized (lanes) {
      lanes.values().forEach(Lane::end);
    }
  }

  /** Letters to one channel. */
  private final class Lane {
    private final String name;
    private final List<Letter> waiting = new ArrayList<>();
    private final Deque<Long> sentAt = new ArrayDeque<>();
    private final Thread thread;

    Lane(String name) {
      this.name = name;
      thread = Threads.startVirtual("notify-" + name, this::run);
    }

    synchronized void add(Letter letter) {
      waiting.add(letter);
      notifyAll();
    }

    synchronized void wake() {
      notifyAll();
    }

    void end() {
      thread.interrupt();
    }

    private void run() {
      try {
        while (open) {
          deliver(next());
        }
      } catch (InterruptedException _) {
        // Closed. What is left is in the outbox.
      }
    }

    /** Waits until something is due, and takes what goes along with it. */
    private synchronized List<Letter> next() throws InterruptedException {
      while (true) {
        spare();
        long now = clock.millis();
        Optional<Letter> first = waiting.stream().min(Comparator.comparingLong(Letter::dueMillis));
        if (first.isEmpty()) {
          wait();
        } else if (first.get().dueMillis() > now) {
          wait(Math.clamp(first.get().dueMillis() - now, 1, MINUTE_MILLIS));
        } else {
          List<Letter> due = waiting.stream().filter(letter -> letter.dueMillis() <= now).toList();
          Optional<Letter> critical =
              due.stream().filter(letter -> letter.notice().isCritical()).findFirst();
          while (!sentAt.isEmpty() && now - sentAt.getFirst() >= MINUTE_MILLIS) {
            sentAt.removeFirst();
          }
          boolean tooMany = sentAt.size() >= MOST_A_MINUTE;
          if (tooMany && critical.isEmpty()) {
            wait(Math.max(1, MINUTE_MILLIS - (now - sentAt.getFirst())));
            continue;
          }
          Letter leading = critical.orElse(first.get());
          boolean isDigest = hasDigest() && !leading.notice().isCritical();
          List<Letter> taken =
              due.stream()
                  .filter(
                      letter ->
                          isDigest
                              || sentAt.size() >= MOST_A_MINUTE / 2
                              || letter.notice().group().equals(leading.notice().group()))
                  .toList();
          waiting.removeAll(taken);
          sentAt.addLast(now);
          return taken;
        }
      }
    }

    private boolean hasDigest() {
      Channel channel = channels.get(name);
      return channel != null && !channel.digest().isZero();
    }

    /** An alert that ended before its start was told needs neither. */
    private void spare() {
      Set<Long> started = new HashSet<>();
      Set<Long> ended = new HashSet<>();
      for (Letter letter : waiting) {
        if (letter.notice().kind() == Notice.Kind.FIRING && letter.attempts() == 0) {
          started.add(letter.notice().alert());
        } else if (letter.notice().kind() == Notice.Kind.RESOLVED) {
          ended.add(letter.notice().alert());
        }
      }
      started.retainAll(ended);
      if (started.isEmpty()) {
        return;
      }
      List<Letter> spared =
          waiting.stream()
              .filter(letter -> started.contains(letter.notice().alert()))
              .filter(letter -> !letter.notice().isCritical())
              .toList();
      if (!spared.isEmpty()) {
        waiting.removeAll(spared);
        outbox.done(spared, delivery(spared, Delivery.Outcome.SPARED, "Over before it was told."));
      }
    }

    private void deliver(List<Letter> letters) throws InterruptedException {
      Channel channel = channels.get(name);
      if (channel == null) {
        outbox.done(
            letters,
            delivery(letters, Delivery.Outcome.FAILED, "There is no channel " + name + " now."));
        return;
      }
      try {
        sender.send(channel, letters.stream().map(Letter::notice).toList());
        outbox.done(letters, delivery(letters, Delivery.Outcome.DELIVERED, ""));
      } catch (DeliveryException e) {
        LOG.warn("{}: {}", name, e.sentence());
        failed(letters, e);
      } catch (RuntimeException e) {
        LOG.error("Sending to {} failed", name, e);
        failed(
            letters,
            new DeliveryException("Sending failed: " + e.getClass().getSimpleName() + ".", true));
      }
    }

    private void failed(List<Letter> letters, DeliveryException e) {
      long now = clock.millis();
      List<Letter> hopeless = new ArrayList<>();
      List<Letter> hopeful = new ArrayList<>();
      for (Letter letter : letters) {
        boolean tooLate = now - letter.notice().at() > GIVE_UP_MILLIS;
        boolean isTest = letter.notice().kind() == Notice.Kind.TEST;
        (e.isWorthTrying() && !tooLate && !isTest ? hopeful : hopeless).add(letter);
      }
      if (!hopeless.isEmpty()) {
        outbox.done(hopeless, delivery(hopeless, Delivery.Outcome.FAILED, e.sentence()));
      }
      if (!hopeful.isEmpty()) {
        int attempts = hopeful.stream().mapToInt(Letter::attempts).max().orElse(0);
        long pause =
            Math.min(
                LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(attempts, MOST_DOUBLINGS));
        outbox.again(
            hopeful, now + pause, delivery(hopeful, Delivery.Outcome.RETRYING, e.sentence()));
        for (Letter letter : hopeful) {
          add(new Letter(letter.id(), name, letter.notice(), now + pause, letter.attempts() + 1));
        }
      }
    }

    private Delivery delivery(List<Letter> letters, Delivery.Outcome outcome, String why) {
      List<Notice> notices = letters.stream().map(Letter::notice).toList();
      return new Delivery(
          clock.millis(), name, Payload.headline(notices), letters.size(), outcome, why);
    }
  }
}
