package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.apache.kafka.common.utils.Utils;

/**
 * Leaves a transaction open that its coordinator knows nothing of, as brokers were seen to do after
 * they were killed: what comes too late for its transaction is written although that is over. No
 * client does this, so it is said in the broker's own protocol, in a version that is from before
 * transactions were looked after (KIP-890).
 */
final class LeftOpen {
  private static final short VERSION = ProduceRequest.LAST_STABLE_VERSION_BEFORE_TRANSACTION_V2;
  private static final String VERIFICATION = "transaction.partition.verification.enable";

  private final Admin admin;
  private final String address;

  LeftOpen(Admin admin, String address) {
    this.admin = admin;
    this.address = address;
  }

  /** Writes as whoever had the transactional id opened last. */
  void write(String transactionalId, TopicPartition to, SimpleRecord... records) throws Exception {
    verify(AlterConfigOp.OpType.SET);
    try {
      TransactionDescription last =
          admin.describeTransactions(Set.of(transactionalId)).description(transactionalId).get();
      var batch =
          MemoryRecords.withTransactionalRecords(
              Compression.NONE, last.producerId(), (short) last.producerEpoch(), 0, records);
      // A moment passes before the broker no longer looks; what it refuses it does not write.
      await()
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertThat(send(transactionalId, to, batch)).isEqualTo(Errors.NONE));
    } finally {
      verify(AlterConfigOp.OpType.DELETE);
    }
  }

  private void verify(AlterConfigOp.OpType change) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, ""),
                List.of(new AlterConfigOp(new ConfigEntry(VERIFICATION, "false"), change))))
        .all()
        .get();
  }

  private Errors send(String transactionalId, TopicPartition to, MemoryRecords batch)
      throws IOException {
    var topics = new ProduceRequestData.TopicProduceDataCollection();
    topics.add(
        new ProduceRequestData.TopicProduceData()
            .setName(to.topic())
            .setPartitionData(
                List.of(
                    new ProduceRequestData.PartitionProduceData()
                        .setIndex(to.partition())
                        .setRecords(batch))));
    var request =
        new ProduceRequestData()
            .setTransactionalId(transactionalId)
            .setAcks((short) -1)
            .setTimeoutMs(10_000)
            .setTopicData(topics);
    var header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "late", 1);
    ByteBuffer bytes =
        RequestUtils.serialize(header.data(), header.headerVersion(), request, VERSION);
    try (var socket = new Socket(Utils.getHost(address), Utils.getPort(address));
        var out = new DataOutputStream(socket.getOutputStream());
        var in = new DataInputStream(socket.getInputStream())) {
      out.writeInt(bytes.remaining());
      out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      out.flush();
      ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      ResponseHeader.parse(answer, ApiKeys.PRODUCE.responseHeaderVersion(VERSION));
      return Errors.forCode(
          ProduceResponse.parse(new ByteBufferAccessor(answer), VERSION)
              .data()
              .responses()
              .iterator()
              .next()
              .partitionResponses()
              .getFirst()
              .errorCode());
    }
  }
}
