package dev.weir.oracle;

import dev.weir.alert.window.WindowSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** One partition as one Streams task processes it. Confined to one thread. */
final class Driver implements AutoCloseable {
  private final Map<Place, Sums> windows = new HashMap<>();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, Input> topic;
  private double droppedBefore;

  Driver(WindowSpec spec) {
    var builder = new StreamsBuilder();
    StreamsSide.add(
        builder,
        "records",
        spec,
        true,
        (_, window, sums) -> {
          var place = new Place(window.key(), window.window().start(), window.window().end());
          if (sums == null) {
            windows.remove(place);
          } else {
            windows.put(place, sums);
          }
        });
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "oracle");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    driver = new TopologyTestDriver(builder.build(), properties, Instant.EPOCH);
    topic =
        driver.createInputTopic(
            "records", Serdes.String().serializer(), Input.serde().serializer());
  }

  void pipe(Input input) {
    topic.pipeInput(input.key(), input, input.time());
  }

  /** What all windows since the last call come to. */
  Map<Place, Sums> take() {
    var taken = new HashMap<>(windows);
    windows.clear();
    return taken;
  }

  /** Records that Streams says it dropped since the last call, one for each window. */
  long takeDropped() {
    double dropped =
        driver.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("dropped-records-total"))
            .mapToDouble(metric -> (double) metric.getValue().metricValue())
            .sum();
    long since = Math.round(dropped - droppedBefore);
    droppedBefore = dropped;
    return since;
  }

  @Override
  public void close() {
    driver.close();
  }
}
