package dev.weir.connector.kafka;

import dev.weir.stream.ReplayLane.OpenTransaction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.Builder;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Writes the commit marker that a transaction's coordinator owes a partition (KIP-98,
 * WriteTxnMarkers). The admin client writes only the other one, which rolls back (KIP-664), so this
 * is said in the brokers' own protocol. Blocks.
 */
final class CommitMarker {
  private static final String CLIENT = "weir-kafka-marker";

  private final ClientProperties properties;

  CommitMarker(ClientProperties properties) {
    this.properties = properties;
  }

  /**
   * Commits {@code open} in {@code partition}, which {@code leader} leads.
   *
   * @throws IOException if {@code leader} is away
   * @throws org.apache.kafka.common.KafkaException if it refuses
   */
  void write(Node leader, TopicPartition partition, OpenTransaction open) throws IOException {
    var marker =
        new WritableTxnMarker()
            .setProducerId(open.producerId())
            .setProducerEpoch((short) open.producerEpoch())
            .setCoordinatorEpoch(open.coordinatorEpoch())
            .setTransactionResult(true)
            .setTopics(
                List.of(
                    new WritableTxnMarkerTopic()
                        .setName(partition.topic())
                        .setPartitionIndexes(List.of(partition.partition()))));
    WriteTxnMarkersResponse answer = send(leader, marker);
    Errors error =
        answer
            .errorsByProducerId()
            .getOrDefault(open.producerId(), Map.of())
            .getOrDefault(partition, Errors.UNKNOWN_SERVER_ERROR);
    if (error != Errors.NONE) {
      throw error.exception();
    }
  }

  private WriteTxnMarkersResponse send(Node leader, WritableTxnMarker marker) throws IOException {
    var config = new AdminClientConfig(properties.admin());
    int mostMillis = properties.apiTimeoutMillis();
    try (var metrics = new Metrics();
        NetworkClient client =
            ClientUtils.createNetworkClient(
                config,
                List.of(),
                CLIENT,
                metrics,
                CLIENT,
                new LogContext(),
                new ApiVersions(),
                Time.SYSTEM,
                1,
                mostMillis,
                null,
                new ManualMetadataUpdater(List.of(leader)),
                new DefaultHostResolver(),
                null,
                null)) {
      if (!NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, mostMillis)) {
        throw new TimeoutException("not connected to " + leader + " in " + mostMillis + " ms");
      }
      var data = new WriteTxnMarkersRequestData().setMarkers(List.of(marker));
      ClientResponse response =
          NetworkClientUtils.sendAndReceive(
              client,
              client.newClientRequest(
                  leader.idString(), new Builder(data), Time.SYSTEM.milliseconds(), true),
              Time.SYSTEM);
      return (WriteTxnMarkersResponse) response.responseBody();
    }
  }
}
