package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.Node;

/**
 * Who answers.
 *
 * @param brokers all brokers the cluster names
 * @param controller its id, -1 where none is told
 * @param release "4.4", or empty where the brokers are too old or too shy to say
 * @param finalizedRelease the release whose metadata format is in use, or empty
 */
record ClusterFacts(
    Collection<Node> brokers, int controller, String release, String finalizedRelease) {

  private static final String METADATA_VERSION = "metadata.version";

  static ClusterFacts ask(ClusterLink link) {
    DescribeClusterResult cluster =
        link.start("describe the cluster", admin -> admin.describeCluster());
    Collection<Node> brokers;
    int controller;
    try {
      brokers = link.await(cluster.nodes());
      Node node = link.await(cluster.controller());
      controller = node == null || node.isEmpty() ? -1 : node.id();
    } catch (ExecutionException | TimeoutException failed) {
      throw link.failed("describe the cluster", failed);
    }
    link.answered();
    link.reachability()
        .clusterIs(brokers.stream().map(node -> new Endpoint(node.host(), node.port())).toList());
    try {
      FeatureMetadata features =
          link.call("read features", admin -> admin.describeFeatures().featureMetadata());
      // What the software supports names the release; what is finalized may lag behind it.
      return new ClusterFacts(
          brokers, controller, release(supported(features)), release(finalized(features)));
    } catch (ConnectorException _) {
      return new ClusterFacts(brokers, controller, "", "");
    }
  }

  private static OptionalInt supported(FeatureMetadata features) {
    var range = features.supportedFeatures().get(METADATA_VERSION);
    return range == null ? OptionalInt.empty() : OptionalInt.of(range.maxVersion());
  }

  private static OptionalInt finalized(FeatureMetadata features) {
    var range = features.finalizedFeatures().get(METADATA_VERSION);
    return range == null ? OptionalInt.empty() : OptionalInt.of(range.maxVersionLevel());
  }

  private static String release(OptionalInt level) {
    return level.isPresent() ? Releases.of(level.getAsInt()) : "";
  }

  /** "Kafka 4.4, 3 brokers". */
  String sentence() {
    String count = brokers.size() == 1 ? "1 broker" : brokers.size() + " brokers";
    String name = release.isEmpty() ? "Kafka" : "Kafka " + release;
    return finalizedRelease.isEmpty() || finalizedRelease.equals(release)
        ? name + ", " + count
        : name + " (metadata of " + finalizedRelease + "), " + count;
  }
}
