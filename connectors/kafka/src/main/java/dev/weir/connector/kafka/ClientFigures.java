package dev.weir.connector.kafka;

import dev.weir.stream.ClientMetric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Figures the clients keep of themselves, one per name over all clients now open. */
final class ClientFigures {
  /** How figures of several clients become one. */
  private enum Fold {
    SUM,
    MAX
  }

  private record Figure(String group, String name, Fold fold) {}

  private static final List<Figure> CONSUMER =
      List.of(
          new Figure("consumer-fetch-manager-metrics", "fetch-latency-avg", Fold.MAX),
          new Figure("consumer-fetch-manager-metrics", "fetch-latency-max", Fold.MAX),
          new Figure("consumer-fetch-manager-metrics", "fetch-throttle-time-avg", Fold.MAX),
          new Figure("consumer-fetch-manager-metrics", "fetch-rate", Fold.SUM),
          new Figure("consumer-fetch-manager-metrics", "fetch-size-avg", Fold.MAX),
          new Figure("consumer-fetch-manager-metrics", "bytes-consumed-rate", Fold.SUM),
          new Figure("consumer-fetch-manager-metrics", "records-consumed-rate", Fold.SUM),
          new Figure("consumer-fetch-manager-metrics", "records-lag-max", Fold.MAX),
          new Figure("consumer-metrics", "connection-count", Fold.SUM),
          new Figure("consumer-metrics", "failed-authentication-total", Fold.SUM));

  private static final List<Figure> ADMIN =
      List.of(
          new Figure("admin-client-metrics", "connection-count", Fold.SUM),
          new Figure("admin-client-metrics", "request-rate", Fold.SUM),
          new Figure("admin-client-metrics", "request-latency-avg", Fold.MAX),
          new Figure("admin-client-metrics", "request-latency-max", Fold.MAX),
          new Figure("admin-client-metrics", "incoming-byte-rate", Fold.SUM),
          new Figure("admin-client-metrics", "failed-authentication-total", Fold.SUM));

  private ClientFigures() {}

  /** Metrics of one client, by their names. */
  interface Client extends Supplier<Map<MetricName, ? extends Metric>> {}

  static List<ClientMetric> of(
      String connection, Client admin, Supplier<? extends Collection<? extends Client>> consumers) {
    Map<String, String> tags = Map.of("connection", connection);
    List<ClientMetric> figures = new ArrayList<>();
    for (Figure figure : CONSUMER) {
      figures.add(
          new ClientMetric(
              "kafka.consumer." + figure.name(), tags, () -> fold(figure, consumers.get())));
    }
    for (Figure figure : ADMIN) {
      figures.add(
          new ClientMetric(
              "kafka.admin." + figure.name(), tags, () -> fold(figure, List.of(admin))));
    }
    return List.copyOf(figures);
  }

  private static double fold(Figure figure, Collection<? extends Client> clients) {
    double folded = Double.NaN;
    for (Client client : clients) {
      double value = value(figure, client.get());
      if (!Double.isNaN(value)) {
        folded =
            Double.isNaN(folded)
                ? value
                : figure.fold() == Fold.SUM ? folded + value : Math.max(folded, value);
      }
    }
    return folded;
  }

  private static double value(Figure figure, Map<MetricName, ? extends Metric> metrics) {
    for (Map.Entry<MetricName, ? extends Metric> entry : metrics.entrySet()) {
      MetricName name = entry.getKey();
      // Those of a topic or a node carry a second tag.
      if (name.name().equals(figure.name())
          && name.group().equals(figure.group())
          && name.tags().size() <= 1
          && entry.getValue().metricValue() instanceof Number number) {
        return number.doubleValue();
      }
    }
    return Double.NaN;
  }
}
