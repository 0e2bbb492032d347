package dev.weir.oracle;

import dev.weir.alert.window.ClosedWindow;
import dev.weir.alert.window.StreamWindows;
import dev.weir.alert.window.Tally;
import dev.weir.alert.window.WindowBounds;
import dev.weir.alert.window.WindowCounts;
import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Puts the same records through both sides and tells the first difference. */
final class Comparison {
  private static final StreamWindows.Options APART =
      new StreamWindows.Options(1_000_000, false, true, Long.MAX_VALUE);
  private static final StreamWindows.Options MERGED =
      new StreamWindows.Options(1_000_000, false, false, Long.MAX_VALUE);

  private final WindowSpec spec;

  Comparison(WindowSpec spec) {
    this.spec = spec;
  }

  /** With Streams tasks of their own. */
  Optional<String> difference(List<Input> inputs, int partitions) {
    List<Driver> drivers = new ArrayList<>();
    try {
      for (int i = 0; i < partitions; i++) {
        drivers.add(new Driver(spec));
      }
      return difference(inputs, 0, drivers);
    } finally {
      drivers.forEach(Driver::close);
    }
  }

  /**
   * With tasks that have done other cases before.
   *
   * @param base added to all times: so late that nothing of other cases matters
   */
  Optional<String> difference(List<Input> inputs, long base, List<Driver> drivers) {
    for (Input input : inputs) {
      drivers.get(input.partition()).pipe(input.at(base));
    }
    List<Map<Place, Sums>> expected = drivers.stream().map(Driver::take).toList();
    long dropped = drivers.stream().mapToLong(Driver::takeDropped).sum();
    return apart(inputs, base, expected, dropped).or(() -> merged(inputs, base, expected));
  }

  private Optional<String> apart(
      List<Input> inputs, long base, List<Map<Place, Sums>> expected, long dropped) {
    List<HashMap<Place, ClosedWindow<String>>> actual =
        expected.stream().map(_ -> new HashMap<Place, ClosedWindow<String>>()).toList();
    Set<String> twice = new HashSet<>();
    WindowCounts counts =
        run(
            APART,
            inputs,
            base,
            expected.size(),
            window -> {
              if (actual.get(window.partition()).put(place(window), window) != null) {
                twice.add("window " + place(window).minus(base) + " became final twice");
              }
            });
    if (!twice.isEmpty()) {
      return Optional.of(twice.iterator().next());
    }
    for (int partition = 0; partition < expected.size(); partition++) {
      Optional<String> difference =
          difference(
              "partition " + partition, base, expected.get(partition), actual.get(partition));
      if (difference.isPresent()) {
        return difference;
      }
    }
    // Streams counts a sliding window twice that ends with the late record and follows another one.
    boolean isSame =
        spec.shape() instanceof WindowShape.Sliding
            ? dropped >= counts.lateForWindows()
            : dropped == counts.lateForWindows();
    return isSame
        ? Optional.empty()
        : Optional.of("Streams dropped " + dropped + ", Weir counted " + counts);
  }

  private Optional<String> merged(List<Input> inputs, long base, List<Map<Place, Sums>> expected) {
    if (spec.shape() instanceof WindowShape.Sliding) {
      return Optional.empty();
    }
    Map<Place, ClosedWindow<String>> actual = new HashMap<>();
    Set<String> twice = new HashSet<>();
    run(
        MERGED,
        inputs,
        base,
        expected.size(),
        window -> {
          if (actual.put(place(window), window) != null) {
            twice.add("merged window " + place(window).minus(base) + " became final twice");
          }
        });
    if (!twice.isEmpty()) {
      return Optional.of(twice.iterator().next());
    }
    Map<Place, Sums> together = together(expected);
    if (reachesBehindWhatIsFinal(inputs, expected.size())) {
      return difference("merged", base, together, rejoined(actual));
    }
    return difference("merged", base, together, actual);
  }

  /**
   * Whether a record may have made an open session begin so early that it touches one that was
   * already final: both stay as they are then, as they do within one partition.
   */
  boolean reachesBehindWhatIsFinal(List<Input> inputs, int partitions) {
    if (!(spec.shape() instanceof WindowShape.Session(long gap))) {
      return false;
    }
    long[] streamTimes = new long[partitions];
    for (Input input : inputs) {
      int partition = input.partition();
      streamTimes[partition] = Math.max(streamTimes[partition], input.time());
      if (input.time() < streamTimes[partition] - spec.graceMillis() - gap) {
        return true;
      }
    }
    return false;
  }

  /** The same sessions, those that touch made one. */
  private Map<Place, ClosedWindow<String>> rejoined(Map<Place, ClosedWindow<String>> windows) {
    long gap = Cases.length(spec.shape());
    List<ClosedWindow<String>> sorted = new ArrayList<>(windows.values());
    sorted.sort(
        Comparator.comparing((ClosedWindow<String> window) -> window.group())
            .thenComparingLong(window -> window.bounds().startMillis()));
    Map<Place, ClosedWindow<String>> rejoined = new HashMap<>();
    ClosedWindow<String> last = null;
    for (ClosedWindow<String> window : sorted) {
      if (last != null
          && last.group().equals(window.group())
          && window.bounds().startMillis() <= last.bounds().endMillis() + gap) {
        Tally both = last.tally().copy();
        both.add(window.tally());
        window =
            new ClosedWindow<>(
                window.group(),
                new WindowBounds(
                    last.bounds().startMillis(),
                    Math.max(last.bounds().endMillis(), window.bounds().endMillis())),
                both,
                window.closedBy(),
                last.complete() && window.complete(),
                -1,
                window.partitions());
        rejoined.remove(place(last));
      }
      rejoined.put(place(window), window);
      last = window;
    }
    return rejoined;
  }

  private WindowCounts run(
      StreamWindows.Options options,
      List<Input> inputs,
      long base,
      int partitions,
      Consumer<ClosedWindow<String>> closed) {
    var windows =
        new StreamWindows<>(
            spec, options, IntStream.range(0, partitions).boxed().toList(), 0, closed);
    for (Input input : inputs) {
      windows.add(
          input.partition(), input.key(), base + input.time(), input.value(), input.isError(), 0);
    }
    windows.end();
    if (windows.held() != 0) {
      throw new AssertionError(windows.held() + " windows are still held after the end");
    }
    return windows.counts();
  }

  /** What the windows of all partitions are together. */
  Map<Place, Sums> together(List<Map<Place, Sums>> partitions) {
    Map<Place, Sums> together = new HashMap<>();
    if (spec.shape() instanceof WindowShape.Session(long gap)) {
      Map<String, List<Map.Entry<Place, Sums>>> byKey = new HashMap<>();
      for (Map<Place, Sums> partition : partitions) {
        partition
            .entrySet()
            .forEach(
                window ->
                    byKey
                        .computeIfAbsent(window.getKey().key(), _ -> new ArrayList<>())
                        .add(window));
      }
      byKey.forEach((key, sessions) -> join(key, sessions, gap, together));
    } else {
      partitions.forEach(
          partition -> partition.forEach((place, sums) -> together.merge(place, sums, Sums::plus)));
    }
    return together;
  }

  private static void join(
      String key, List<Map.Entry<Place, Sums>> sessions, long gap, Map<Place, Sums> together) {
    sessions.sort(Comparator.comparingLong(session -> session.getKey().start()));
    long start = sessions.getFirst().getKey().start();
    long end = sessions.getFirst().getKey().end();
    Sums sums = Sums.NONE;
    for (Map.Entry<Place, Sums> session : sessions) {
      if (session.getKey().start() > end + gap) {
        together.put(new Place(key, start, end), sums);
        start = session.getKey().start();
        end = session.getKey().end();
        sums = Sums.NONE;
      }
      end = Math.max(end, session.getKey().end());
      sums = sums.plus(session.getValue());
    }
    together.put(new Place(key, start, end), sums);
  }

  private static Optional<String> difference(
      String where, long base, Map<Place, Sums> expected, Map<Place, ClosedWindow<String>> actual) {
    for (Map.Entry<Place, Sums> window : expected.entrySet()) {
      ClosedWindow<String> mine = actual.get(window.getKey());
      if (mine == null) {
        return Optional.of(
            where + ": only Streams has " + window.getKey().minus(base) + " " + window.getValue());
      }
      if (!window.getValue().isSameAs(mine.tally()) || !mine.complete()) {
        return Optional.of(
            where
                + ": "
                + window.getKey().minus(base)
                + " is "
                + window.getValue()
                + " in Streams and "
                + Sums.of(mine.tally())
                + " in Weir");
      }
    }
    for (Map.Entry<Place, ClosedWindow<String>> window : actual.entrySet()) {
      if (!expected.containsKey(window.getKey())) {
        return Optional.of(
            where
                + ": only Weir has "
                + window.getKey().minus(base)
                + " "
                + Sums.of(window.getValue().tally()));
      }
    }
    return Optional.empty();
  }

  private static Place place(ClosedWindow<String> window) {
    return new Place(window.group(), window.bounds().startMillis(), window.bounds().endMillis());
  }

  /** Fewer records that still differ, found by leaving out one after another. */
  List<Input> shrunk(List<Input> inputs, int partitions) {
    List<Input> smallest = new ArrayList<>(inputs);
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller = false;
      for (int i = smallest.size() - 1; i >= 0; i--) {
        List<Input> fewer = new ArrayList<>(smallest);
        fewer.remove(i);
        if (difference(fewer, partitions).isPresent()) {
          smallest = fewer;
          isSmaller = true;
        }
      }
    }
    return smallest;
  }
}
