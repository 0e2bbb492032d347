package dev.weir.engine.deadletter.find;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.streams.StreamRole;
import dev.weir.engine.streams.StreamRoles;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.DeadLetterHint;
import dev.weir.stream.DeadLetterProbe;
import dev.weir.stream.LagSample;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingProbe;
import dev.weir.stream.Position;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TimestampType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Searches one connection for dead letters. Joins no group, commits nothing, raises no delivery
 * count. Blocks; each search is confined to one thread.
 */
public final class DeadLetterFinder {
  /** Given so often, an entry is likely poison. */
  public static final long MANY_DELIVERIES = 5;

  private static final Duration TIME_FOR_HEADERS = Duration.ofSeconds(15);
  private static final Duration TIME_FOR_ONE = Duration.ofSeconds(5);
  private static final int STREAMS_AT_ONCE = 100;
  private static final int RECORDS_PER_PARTITION = 2;
  private static final int SAMPLE = 500;
  private static final int READ_WHOLE = 2_000;
  private static final int MOST_ORIGINS = 20;

  private final Connector connector;
  private final Choices choices;
  private final Peek peek;
  private final long manyDeliveries;

  /**
   * @param manyDeliveries from so many on, a pending entry is told
   */
  public DeadLetterFinder(Connector connector, Choices choices, long manyDeliveries) {
    this.connector = connector;
    this.choices = choices;
    this.peek = new Peek(connector);
    this.manyDeliveries = manyDeliveries;
  }

  /**
   * Searches.
   *
   * @throws ConnectorException if the broker does not answer
   */
  public Found find() {
    Map<StreamRef, StreamInfo> infos = new TreeMap<>();
    for (StreamInfo info : connector.streams()) {
      infos.put(info.stream(), info);
    }
    Map<StreamRef, List<Evidence>> evidence = new TreeMap<>();
    if (connector instanceof DeadLetterProbe probe) {
      for (DeadLetterHint hint : probe.deadLetterHints()) {
        note(evidence, hint.stream(), kind(hint.source()), hint.evidence());
      }
    }
    long deadline = System.nanoTime() + TIME_FOR_HEADERS.toNanos();
    ConnectConfigs.deadLetterTopics(peek, infos.values(), deadline)
        .forEach(
            (topic, name) ->
                note(
                    evidence,
                    topic,
                    Evidence.Kind.CONNECTOR,
                    "connector " + name + " is told to use it"));
    for (StreamInfo info : infos.values()) {
      choices
          .of(info.stream())
          .ifPresent(
              choice -> {
                if (choice instanceof Choice.DeadLetters) {
                  note(evidence, info.stream(), Evidence.Kind.USER, "you said so");
                }
              });
      if (!info.internal() && StreamRoles.ofName(info.stream().name()) == StreamRole.DEAD_LETTER) {
        note(evidence, info.stream(), Evidence.Kind.NAME, "its name says so");
      }
    }
    // A group's setting may name a topic that is not there yet.
    evidence.keySet().retainAll(infos.keySet());
    Map<StreamRef, StreamEnds> ends = ends(infos.values());
    int notLookedInto = sampleOthers(infos, ends, evidence, deadline);
    evidence.keySet().removeIf(this::isRefused);
    List<FoundStream> found = new ArrayList<>();
    Map<StreamRef, Long> oldest = connector.oldestMillis(evidence.keySet());
    Map<StreamRef, Long> newest = connector.newestMillis(evidence.keySet());
    evidence.forEach(
        (stream, reasons) -> {
          StreamInfo info = infos.get(stream);
          StreamEnds bounds = ends.get(stream);
          if (info != null && bounds != null) {
            found.add(
                profile(
                    info,
                    bounds,
                    reasons,
                    OptionalLong.of(oldest.getOrDefault(stream, -1L)),
                    OptionalLong.of(newest.getOrDefault(stream, -1L))));
          }
        });
    if (connector instanceof PendingProbe probe) {
      found.addAll(pending(probe));
    }
    found.sort(Comparator.comparing(FoundStream::stream).thenComparing(FoundStream::pending));
    Set<StreamRef> refused =
        infos.keySet().stream().filter(this::isRefused).collect(Collectors.toSet());
    return new Found(found, refused, notLookedInto);
  }

  private boolean isRefused(StreamRef stream) {
    return choices.of(stream).filter(Choice.NoDeadLetters.class::isInstance).isPresent();
  }

  private static Evidence.Kind kind(DeadLetterHint.Source source) {
    return switch (source) {
      case STREAM_SETTING -> Evidence.Kind.STREAM_SETTING;
      case GROUP_SETTING -> Evidence.Kind.GROUP_SETTING;
    };
  }

  private static void note(
      Map<StreamRef, List<Evidence>> evidence,
      StreamRef stream,
      Evidence.Kind kind,
      String detail) {
    List<Evidence> reasons = evidence.computeIfAbsent(stream, _ -> new ArrayList<>());
    reasons.add(new Evidence(kind, detail));
    reasons.sort(Comparator.comparing(Evidence::kind));
  }

  private Map<StreamRef, StreamEnds> ends(Iterable<StreamInfo> infos) {
    List<StreamRef> asked = new ArrayList<>();
    for (StreamInfo info : infos) {
      if (!info.internal()) {
        asked.add(info.stream());
      }
    }
    Map<StreamRef, StreamEnds> ends = new HashMap<>();
    for (StreamEnds one : connector.ends(asked)) {
      ends.put(one.stream(), one);
    }
    return ends;
  }

  /**
   * Looks at the newest records of streams that nothing else says anything about.
   *
   * @return how many streams there was no time for
   */
  private int sampleOthers(
      Map<StreamRef, StreamInfo> infos,
      Map<StreamRef, StreamEnds> ends,
      Map<StreamRef, List<Evidence>> evidence,
      long deadline) {
    List<StreamRef> others = new ArrayList<>();
    for (StreamInfo info : infos.values()) {
      StreamEnds bounds = ends.get(info.stream());
      if (bounds != null
          && bounds.length() > 0
          && !evidence.containsKey(info.stream())
          && !isRefused(info.stream())
          && StreamRoles.ofName(info.stream().name()) == StreamRole.DATA) {
        others.add(info.stream());
      }
    }
    int done = 0;
    while (done < others.size() && System.nanoTime() - deadline < 0) {
      List<StreamRef> portion =
          others.subList(done, Math.min(others.size(), done + STREAMS_AT_ONCE));
      long partitions = 0;
      for (StreamRef stream : portion) {
        StreamInfo info = infos.get(stream);
        partitions += info == null ? 1 : info.partitions();
      }
      Map<StreamRef, Verdict> verdicts = new HashMap<>();
      boolean complete =
          peekAtOthers(
              portion, new TailFrom.Newest(RECORDS_PER_PARTITION * partitions), deadline, verdicts);
      verdicts.forEach(
          (stream, verdict) -> {
            if (verdict.isDeadLetters()) {
              note(
                  evidence,
                  stream,
                  Evidence.Kind.HEADERS,
                  verdict.dead + " of its " + verdict.all + " newest records say so");
            }
          });
      if (!complete) {
        break;
      }
      done += portion.size();
    }
    return others.size() - done;
  }

  private boolean peekAtOthers(
      List<StreamRef> streams, TailFrom from, long deadline, Map<StreamRef, Verdict> verdicts) {
    DeadLetterReader reader = new DeadLetterReader();
    try {
      return peek.read(
          streams,
          from,
          deadline,
          record -> {
            verdicts
                .computeIfAbsent(record.stream(), _ -> new Verdict())
                .add(record.stream(), reader.read(record));
            return true;
          });
    } catch (ConnectorException refused) {
      // A stream that was deleted just now, or that the user may not read: the others count.
      if (refused.failure() instanceof ConnectorFailure.Unreachable
          || refused.failure() instanceof ConnectorFailure.TimedOut) {
        throw refused;
      }
      if (streams.size() == 1) {
        return true;
      }
      boolean complete = true;
      for (StreamRef stream : streams) {
        complete &= peekAtOthers(List.of(stream), from, deadline, verdicts);
      }
      return complete;
    }
  }

  /** How many of a stream's records died elsewhere. */
  private static final class Verdict {
    private int all;
    private int dead;

    void add(StreamRef stream, DeadLetter letter) {
      all++;
      boolean diedElsewhere =
          letter
              .newest()
              .flatMap(hop -> hop.stream())
              .filter(origin -> !origin.equals(stream.name()))
              .isPresent();
      if (diedElsewhere) {
        dead++;
      }
    }

    boolean isDeadLetters() {
      return dead > 0 && dead * 2 >= all;
    }
  }

  private FoundStream profile(
      StreamInfo info,
      StreamEnds bounds,
      List<Evidence> evidence,
      OptionalLong oldest,
      OptionalLong newest) {
    StreamRef stream = info.stream();
    Optional<Dialect> pinned = choices.pinned(stream);
    DeadLetterReader reader = new DeadLetterReader(pinned);
    Profile profile = new Profile();
    boolean whole = bounds.length() <= READ_WHOLE;
    boolean complete = false;
    if (bounds.length() > 0) {
      try {
        complete =
            peek.read(
                List.of(stream),
                whole ? new TailFrom.Earliest() : new TailFrom.Newest(SAMPLE),
                System.nanoTime() + TIME_FOR_ONE.toNanos(),
                record -> {
                  profile.add(record, reader.read(record));
                  return true;
                });
      } catch (ConnectorException refused) {
        if (refused.failure() instanceof ConnectorFailure.Unreachable) {
          throw refused;
        }
      }
    } else {
      complete = true;
    }
    boolean counted = whole && complete;
    return new FoundStream(
        stream,
        info.kind(),
        false,
        evidence,
        profile.dialects,
        pinned,
        counted ? profile.records : bounds.length(),
        !counted && info.kind() == StreamKind.TOPIC && profile.hasHoles(),
        known(oldest),
        profile.newestMillis > Long.MIN_VALUE
            ? OptionalLong.of(profile.newestMillis)
            : known(newest),
        List.copyOf(profile.origins));
  }

  private static OptionalLong known(OptionalLong millis) {
    return millis.isPresent() && millis.getAsLong() >= 0 ? millis : OptionalLong.empty();
  }

  /** What a stream's newest records have in common. */
  private static final class Profile {
    private final Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
    private final Set<String> origins = new LinkedHashSet<>();
    private final Map<Integer, Long> lastOffsets = new HashMap<>();
    private long records;
    private long newestMillis = Long.MIN_VALUE;
    private boolean holes;

    void add(StreamRecord record, DeadLetter letter) {
      records++;
      letter.dialect().ifPresent(dialects::add);
      if (origins.size() < MOST_ORIGINS) {
        letter.origin().ifPresent(origins::add);
      }
      if (record.timestampType() != TimestampType.NONE) {
        newestMillis = Math.max(newestMillis, record.timestampMillis());
      }
      if (record.position() instanceof Position.Offset(int number, long offset)) {
        Long before = lastOffsets.put(number, offset);
        holes |= before != null && offset != before + 1;
      }
    }

    /** Markers of transactions and compaction leave offsets without a record. */
    boolean hasHoles() {
      return holes;
    }
  }

  private List<FoundStream> pending(PendingProbe probe) {
    Map<StreamRef, List<PendingEntry>> often = new TreeMap<>();
    for (LagSample sample : connector.lag(connector.groups()).samples()) {
      StreamRef stream = sample.partition().stream();
      if (sample.pending().isEmpty()
          || sample.pending().get().entries() == 0
          || isRefused(stream)) {
        continue;
      }
      try {
        PendingProbe.OftenDelivered found =
            probe.oftenDelivered(stream, sample.group(), manyDeliveries);
        if (!found.entries().isEmpty()) {
          often.computeIfAbsent(stream, _ -> new ArrayList<>()).addAll(found.entries());
        }
      } catch (ConnectorException gone) {
        if (gone.failure() instanceof ConnectorFailure.Unreachable) {
          throw gone;
        }
        // Otherwise the group was destroyed just now.
      }
    }
    List<FoundStream> found = new ArrayList<>();
    often.forEach((stream, entries) -> found.add(pending(stream, entries)));
    return found;
  }

  private FoundStream pending(StreamRef stream, List<PendingEntry> entries) {
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    Set<String> groups = new LinkedHashSet<>();
    for (PendingEntry entry : entries) {
      oldest = Math.min(oldest, entry.id().millis());
      newest = Math.max(newest, entry.id().millis());
      groups.add(entry.group().name());
    }
    return new FoundStream(
        stream,
        StreamKind.REDIS_STREAM,
        true,
        List.of(
            new Evidence(
                Evidence.Kind.PENDING,
                "group "
                    + String.join(", ", groups)
                    + " was given entries "
                    + manyDeliveries
                    + " times or more and did not acknowledge them")),
        EnumSet.of(Dialect.REDIS_PENDING),
        Optional.empty(),
        entries.size(),
        false,
        OptionalLong.of(oldest),
        OptionalLong.of(newest),
        List.of(stream.name()));
  }
}
