package dev.weir.oracle;

import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random windows and random records that are hard on them. */
final class Cases {
  private static final List<String> KEYS = List.of("a", "b", "c");

  private Cases() {}

  /** A shape and a grace; shapes take turns. */
  static WindowSpec spec(int turn, Random random) {
    long size = 1L + random.nextInt(random.nextBoolean() ? 12 : 60);
    WindowShape shape =
        switch (turn % 4) {
          case 0 -> new WindowShape.Tumbling(size);
          case 1 -> new WindowShape.Hopping(size, 1 + random.nextLong(size));
          case 2 -> new WindowShape.Sliding(size);
          default -> new WindowShape.Session(size);
        };
    long grace =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> 1;
          case 2 -> size;
          default -> random.nextLong(3 * size + 1);
        };
    return new WindowSpec(shape, grace);
  }

  /** Records of one case, times from 0 on, in the order both sides get them. */
  static List<Input> inputs(WindowSpec spec, int partitions, Random random) {
    long size = length(spec.shape());
    int count = 1 + random.nextInt(40);
    int keys = 1 + random.nextInt(KEYS.size());
    long[] clocks = new long[partitions];
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int partition = random.nextInt(partitions);
      clocks[partition] += step(size, random);
      long time = clocks[partition];
      if (random.nextInt(4) == 0) {
        time = Math.max(0, time - random.nextLong(2 * size + spec.graceMillis() + 2));
      }
      inputs.add(
          new Input(
              partition,
              KEYS.get(random.nextInt(keys)),
              time,
              random.nextInt(-50, 51),
              random.nextInt(5) == 0));
    }
    return inputs;
  }

  /** Equal times, neighbours, exactly a window apart, one more, one less, gaps. */
  private static long step(long size, Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> 0;
      case 2 -> 1;
      case 3 -> size;
      case 4 -> size + 1;
      case 5 -> Math.max(0, size - 1);
      case 6 -> random.nextLong(6 * size + 1);
      default -> random.nextLong(size + 1);
    };
  }

  static long length(WindowShape shape) {
    return switch (shape) {
      case WindowShape.Tumbling(long size) -> size;
      case WindowShape.Hopping(long size, _) -> size;
      case WindowShape.Sliding(long difference) -> difference;
      case WindowShape.Session(long gap) -> gap;
    };
  }
}
