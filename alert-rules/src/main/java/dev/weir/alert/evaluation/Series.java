package dev.weir.alert.evaluation;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which series a sample belongs to.
 *
 * @param metric what is measured
 * @param labels of what
 */
public record Series(String metric, Map<String, String> labels) {
  public Series {
    labels = Map.copyOf(labels);
  }

  /** {@code metric{label="value"}}, labels in their order. */
  @Override
  public String toString() {
    return labels.isEmpty()
        ? metric
        : metric
            + new TreeMap<>(labels)
                .entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                    .collect(Collectors.joining(", ", "{", "}"));
  }
}
