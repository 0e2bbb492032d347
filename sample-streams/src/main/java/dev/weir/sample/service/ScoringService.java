package dev.weir.sample.service;

import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.Topic;
import dev.weir.sample.schema.FraudScore;
import dev.weir.sample.schema.FraudScoreCodec;
import dev.weir.sample.schema.SchemaTopic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Scores every order with a model that learns from what became of earlier ones. */
public final class ScoringService extends ConsumerService {
  private static final int REMEMBERED_ORDERS = 1 << 16;
  private static final int CUSTOMERS = 1 << 15;
  private static final int INPUTS = 5;
  private static final int EXAMPLES_PER_VERSION = 1_000;

  private final FraudModel model = new FraudModel(INPUTS, 0.05);
  private final FraudScoreCodec codec = new FraudScoreCodec(SchemaTopic.FRAUD_SCORES_ID);
  private final RecentIds handled = new RecentIds(1 << 16);
  private final float[][] features = new float[REMEMBERED_ORDERS][];
  private final float[] averageOrder = new float[CUSTOMERS];
  private final long[] changedAtMillis = new long[CUSTOMERS];

  public ScoringService(Setting setting) {
    super(
        setting,
        "scoring",
        KafkaClients.Protocol.CONSUMER,
        false,
        List.of(Topic.ORDERS.topicName()));
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (EventType.ORDER_PLACED.marks(value)) {
      score(EventReader.read(value), record.key());
    } else if (EventType.ORDER_CANCELLED.marks(value)) {
      learn(record.key(), true);
    } else if (EventType.ORDER_CONFIRMED.marks(value)) {
      learn(record.key(), false);
    }
  }

  private void score(Event order, byte[] key) {
    if (!handled.add(order.idBits())) {
      setting.figures().duplicatesIgnored().increment();
      return;
    }
    long begun = System.nanoTime();
    long now = setting.clock().millis();
    long number = EventKey.number(order.text("order_id"));
    int customer = (int) EventKey.number(order.text("customer_id")) % CUSTOMERS;
    float total = order.cents("total") / 100f;
    float average = averageOrder[customer];
    long changedAt = changedAtMillis[customer];
    float[] inputs = {
      Math.min(1, total / 1_000),
      average == 0 ? 0 : Math.min(1, total / average / 10),
      order.text("channel").equals("web") ? 1 : 0,
      order.text("country").equals("US") ? 1 : 0,
      changedAt > 0 && now - changedAt < 10_000 ? 1 : 0
    };
    double score = model.predict(inputs);
    long nanos = System.nanoTime() - begun;
    features[(int) (number % REMEMBERED_ORDERS)] = inputs;
    averageOrder[customer] = average == 0 ? total : average * 0.9f + total * 0.1f;
    changedAtMillis[customer] = now;
    var event =
        new FraudScore(
            EventId.of(setting.seed(), EventType.FRAUD_SCORED, number, 0),
            now,
            order.correlationId(),
            order.text("order_id"),
            score,
            "sgd-" + model.examples() / EXAMPLES_PER_VERSION,
            changedAt == 0 ? -1 : now - changedAt,
            nanos);
    setting.publisher().send(Topic.FRAUD_SCORES, key, codec.encode(event), now);
  }

  private void learn(byte[] key, boolean fraud) {
    long number = EventKey.number(new String(key, java.nio.charset.StandardCharsets.UTF_8));
    float[] known = features[(int) (number % REMEMBERED_ORDERS)];
    if (known != null) {
      model.learn(known, fraud);
    }
  }
}
