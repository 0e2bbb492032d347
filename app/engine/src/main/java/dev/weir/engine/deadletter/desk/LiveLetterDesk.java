package dev.weir.engine.deadletter.desk;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionWatcher;
import dev.weir.engine.deadletter.Original;
import dev.weir.engine.deadletter.OriginalFinder;
import dev.weir.engine.deadletter.PendingLetters;
import dev.weir.engine.deadletter.RecordFetch;
import dev.weir.engine.deadletter.cause.CauseRow;
import dev.weir.engine.deadletter.cause.LetterRow;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.find.Choice;
import dev.weir.engine.deadletter.find.Choices;
import dev.weir.engine.deadletter.find.DeadLetterFinder;
import dev.weir.engine.deadletter.find.Found;
import dev.weir.engine.deadletter.find.FoundStream;
import dev.weir.engine.decode.Decoded;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches each connection for dead letters every so often, and counts their causes once somebody
 * wants to see them. Thread-safe; whatever blocks is on virtual threads.
 */
public final class LiveLetterDesk implements LetterDesk, ConnectionWatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveLetterDesk.class);
  private static final Duration SEARCH_SOON = Duration.ofSeconds(10);
  private static final Duration SEARCH = Duration.ofSeconds(60);
  private static final Duration PUBLISH = Duration.ofMillis(500);

  /** A search takes at most this share of time, so that it costs the broker little. */
  private static final int REST_PER_SEARCH = 10;

  /** Streams read at the same time; each holds a fetch in memory. */
  private static final int MOST_FOLLOWED = 12;

  private static final int MOST_CAUSES_SHOWN = 500;
  private static final int PAYLOAD_BYTES = 1 << 20;

  private final Choices choices;
  private final PayloadDecoder decoder;
  private final InstantSource clock;
  private final Slot<LetterTable> table = new Slot<>(LetterTable.EMPTY);
  private final Map<String, Searched> connections = new ConcurrentHashMap<>();
  private final Map<Key, CauseFollower> followers = new HashMap<>();
  private final Set<View> views = ConcurrentHashMap.newKeySet();
  private volatile BiConsumer<String, Found> onFound = (_, _) -> {};
  private volatile boolean open = true;
  private boolean counting;

  /** One connection and what its last search found. */
  private final class Searched {
    private final Connector connector;
    private volatile Found found = Found.NOTHING;
    private volatile boolean done;
    private volatile boolean closed;
    private final Semaphore again = new Semaphore(0);
    private Thread thread = Thread.currentThread();

    Searched(Connector connector) {
      this.connector = connector;
    }

    void start(String name) {
      thread = Threads.startVirtual("dead-letters-" + name, () -> run(name));
    }

    void run(String name) {
      int searches = 0;
      while (open && !closed) {
        long start = System.nanoTime();
        try {
          found = new DeadLetterFinder(connector, choices, DeadLetterFinder.MANY_DELIVERIES).find();
          done = true;
          searches++;
          onFound.accept(name, found);
          arrange();
        } catch (ConnectorException away) {
          LOG.debug("{}: searching for dead letters failed", name, away);
        } catch (RuntimeException e) {
          if (open && !closed) {
            LOG.error("{}: searching for dead letters failed", name, e);
          }
        }
        Duration rest = Duration.ofNanos((System.nanoTime() - start) * REST_PER_SEARCH);
        Duration pause = searches < 3 ? SEARCH_SOON : SEARCH;
        try {
          Duration until = rest.compareTo(pause) > 0 ? rest : pause;
          boolean _ = again.tryAcquire(until.toMillis(), TimeUnit.MILLISECONDS);
          again.drainPermits();
        } catch (InterruptedException _) {
          return;
        }
      }
    }
  }

  private record Key(StreamRef stream, boolean pending, Optional<?> pinned) {
    static Key of(FoundStream found) {
      return new Key(found.stream(), found.pending(), found.pinned());
    }
  }

  public LiveLetterDesk(Choices choices, PayloadDecoder decoder, InstantSource clock) {
    this.choices = choices;
    this.decoder = decoder;
    this.clock = clock;
  }

  /** Begins to publish. */
  public void start() {
    Threads.startVirtual("dead-letters", this::publish);
  }

  /**
   * Tells {@code listener} of each search's outcome, with the connection's name, from the thread
   * that searched.
   */
  public void onFound(BiConsumer<String, Found> listener) {
    onFound = listener;
  }

  @Override
  public void opened(ConnectionSettings settings, Connector connector) {
    var searched = new Searched(connector);
    connections.put(settings.name(), searched);
    searched.start(settings.name());
  }

  @Override
  public void closed(String name) {
    Searched gone = connections.remove(name);
    if (gone != null) {
      gone.closed = true;
      gone.thread.interrupt();
      arrange();
    }
  }

  @Override
  public void close() {
    open = false;
    connections.values().forEach(searched -> searched.thread.interrupt());
    synchronized (this) {
      followers.values().forEach(CauseFollower::close);
      followers.clear();
    }
  }

  @Override
  public Slot<LetterTable> table() {
    return table;
  }

  @Override
  public void countCauses() {
    synchronized (this) {
      if (counting) {
        return;
      }
      counting = true;
    }
    Threads.startVirtual("dead-letters-arrange", this::arrange);
  }

  @Override
  public void mark(StreamRef stream, Optional<Choice> choice) {
    Threads.startVirtual(
        "dead-letters-mark",
        () -> {
          choices.set(stream, choice);
          Searched searched = connections.get(stream.connection());
          if (searched != null) {
            searched.again.release();
          }
        });
  }

  /** Follows what was found and nothing else, the smaller streams first. */
  private synchronized void arrange() {
    if (!counting || !open) {
      return;
    }
    Map<Key, FoundStream> wanted = new HashMap<>();
    Map<Key, Connector> connectors = new HashMap<>();
    for (Searched searched : connections.values()) {
      for (FoundStream found : searched.found.streams()) {
        wanted.put(Key.of(found), found);
        connectors.put(Key.of(found), searched.connector);
      }
    }
    followers
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    wanted.entrySet().stream()
        .filter(entry -> !followers.containsKey(entry.getKey()))
        .sorted(Comparator.comparingLong(entry -> entry.getValue().records()))
        .limit(Math.max(0, MOST_FOLLOWED - followers.size()))
        .forEach(
            entry -> {
              Connector connector = connectors.get(entry.getKey());
              if (connector != null) {
                var follower = new CauseFollower(connector, entry.getValue(), clock);
                followers.put(entry.getKey(), follower);
                follower.start();
              }
            });
  }

  private void publish() {
    while (open) {
      try {
        Thread.sleep(PUBLISH);
        LetterTable now = snapshot();
        if (!now.equals(table.latest().value())) {
          table.publish(now, clock.millis());
        }
        views.forEach(View::refresh);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        LOG.error("Publishing dead letters failed", e);
      }
    }
  }

  private LetterTable snapshot() {
    Map<Key, CauseFollower> followed;
    synchronized (this) {
      followed = Map.copyOf(followers);
    }
    boolean searched = !connections.isEmpty();
    int notLookedInto = 0;
    TreeMap<String, StreamOfLetters> streams = new TreeMap<>();
    List<CauseOfStream> causes = new ArrayList<>();
    long all = 0;
    for (Searched connection : connections.values()) {
      searched &= connection.done;
      notLookedInto += connection.found.notLookedInto();
      for (FoundStream found : connection.found.streams()) {
        CauseFollower follower = followed.get(Key.of(found));
        streams.put(
            found.stream().name() + '\0' + found.stream().connection() + found.pending(),
            new StreamOfLetters(
                found,
                follower == null ? new StreamOfLetters.Reading.Waiting() : follower.reading()));
        if (follower != null) {
          all += follower.causes();
          for (CauseRow row : follower.rows(MOST_CAUSES_SHOWN)) {
            causes.add(new CauseOfStream(found.stream(), found.pending(), row));
          }
        }
      }
    }
    causes.sort(
        Comparator.<CauseOfStream>comparingLong(one -> one.cause().records())
            .reversed()
            .thenComparing(one -> one.stream())
            .thenComparing(one -> one.cause().id()));
    List<CauseOfStream> shown =
        causes.size() > MOST_CAUSES_SHOWN ? causes.subList(0, MOST_CAUSES_SHOWN) : causes;
    return new LetterTable(
        searched, List.copyOf(streams.values()), shown, all - shown.size(), notLookedInto);
  }

  @Override
  public LetterView open(CauseOfStream cause) {
    var view = new View(cause);
    views.add(view);
    return view;
  }

  private final class View implements LetterView {
    private final CauseOfStream cause;
    private final Slot<List<LetterRow>> rows = new Slot<>(List.of());
    private final Slot<OpenLetter.State> letter = new Slot<>(OpenLetter.State.OPENING);
    private volatile Optional<LetterRow> wanted = Optional.empty();

    View(CauseOfStream cause) {
      this.cause = cause;
    }

    void refresh() {
      Optional<CauseFollower> follower;
      synchronized (LiveLetterDesk.this) {
        follower =
            followers.values().stream()
                .filter(
                    one ->
                        one.found().stream().equals(cause.stream())
                            && one.found().pending() == cause.pending())
                .findFirst();
      }
      List<LetterRow> now = follower.map(one -> one.letters(cause.cause().id())).orElse(List.of());
      if (!now.equals(rows.latest().value())) {
        rows.publish(now, clock.millis());
      }
    }

    @Override
    public Slot<List<LetterRow>> rows() {
      return rows;
    }

    @Override
    public Slot<OpenLetter.State> letter() {
      return letter;
    }

    @Override
    public void open(LetterRow row) {
      wanted = Optional.of(row);
      Threads.startVirtual(
          "dead-letter-" + row.position(),
          () -> {
            OpenLetter.State state = read(row);
            // Another one may be wanted by now.
            if (wanted.equals(Optional.of(row))) {
              letter.publish(state, clock.millis());
            }
          });
    }

    private OpenLetter.State read(LetterRow row) {
      Searched searched = connections.get(cause.stream().connection());
      if (searched == null) {
        return problem(cause.stream().connection() + " is closed.");
      }
      try {
        Optional<StreamRecord> record =
            new RecordFetch(searched.connector, ReadIsolation.READ_COMMITTED, PAYLOAD_BYTES)
                .at(cause.stream(), row.position());
        return record.isEmpty()
            ? problem("The record " + row.position() + " is not there any more.")
            : new OpenLetter.State(
                Optional.of(opened(searched.connector, record.get())), Optional.empty());
      } catch (ConnectorException e) {
        return problem(e.failure().sentence());
      } catch (RuntimeException e) {
        LOG.error("Opening a dead letter failed", e);
        return problem("The record could not be read; the log has the details.");
      }
    }

    private OpenLetter.State problem(String sentence) {
      return new OpenLetter.State(Optional.empty(), Optional.of(sentence));
    }

    private OpenLetter opened(Connector connector, StreamRecord record) {
      DeadLetter letter;
      Original original;
      if (cause.pending()) {
        letter =
            new PendingLetters(connector)
                .of(cause.stream(), 1).stream()
                    .filter(entry -> entry.id().equals(record.position()))
                    .findFirst()
                    .map((PendingEntry entry) -> PendingLetters.letter(entry))
                    .orElseGet(() -> new DeadLetter(List.of(), true));
        original = new Original.Found(record, "");
      } else {
        letter = new DeadLetterReader(choices.pinned(cause.stream())).read(record);
        original = new OriginalFinder(connector, PAYLOAD_BYTES).find(record, letter);
      }
      boolean fromOriginal =
          record.value() instanceof Payload.Absent
              && original instanceof Original.Found(StreamRecord source, String _)
              && !(source.value() instanceof Payload.Absent);
      Decoded value =
          fromOriginal && original instanceof Original.Found(StreamRecord source, String _)
              ? decoder.decodeValue(source)
              : decoder.decodeValue(record);
      List<OpenLetter.NamedValue> headers = new ArrayList<>();
      for (var header : record.headers()) {
        headers.add(
            new OpenLetter.NamedValue(
                header.name(), decoder.decode(record.stream(), header.value())));
      }
      return new OpenLetter(record, letter, original, value, fromOriginal, headers);
    }

    @Override
    public void close() {
      views.remove(this);
    }
  }
}
