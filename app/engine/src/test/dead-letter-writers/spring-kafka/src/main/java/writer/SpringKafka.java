package writer;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Spring Kafka's two writers: the recoverer of an error handler, once and once more on its own
 * dead-letter topic, and {@code @RetryableTopic}.
 */
public final class SpringKafka {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    System.setProperty("bootstrap", bootstrap);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Common.topics(
          admin, Map.of(), "fx-spring", "fx-spring-dlt", "fx-spring-dlt-dlt", "fx-retryable");
      Common.send(bootstrap, "fx-spring");
      Common.send(bootstrap, "fx-retryable");
      try (var context = new AnnotationConfigApplicationContext(Beans.class)) {
        Common.await(admin, "fx-spring-dlt-dlt", 2);
        Common.await(admin, "fx-retryable-dlt", 2);
      }
    }
  }

  @Configuration
  @EnableKafka
  @EnableKafkaRetryTopic
  static class Beans {
    private static Map<String, Object> at() {
      Map<String, Object> properties = new HashMap<>();
      properties.put("bootstrap.servers", System.getProperty("bootstrap"));
      return properties;
    }

    @Bean
    ConsumerFactory<byte[], byte[]> consumers() {
      Map<String, Object> properties = at();
      properties.put("auto.offset.reset", "earliest");
      return new DefaultKafkaConsumerFactory<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Bean(name = {"template", "defaultRetryTopicKafkaTemplate"})
    KafkaTemplate<byte[], byte[]> template() {
      return new KafkaTemplate<>(
          new DefaultKafkaProducerFactory<>(
              at(), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Bean
    KafkaAdmin admin() {
      return new KafkaAdmin(at());
    }

    @Bean
    TaskScheduler scheduler() {
      return new ThreadPoolTaskScheduler();
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> kafkaListenerContainerFactory(
        ConsumerFactory<byte[], byte[]> consumers) {
      var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
      factory.setConsumerFactory(consumers);
      return factory;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<byte[], byte[]> recovering(
        ConsumerFactory<byte[], byte[]> consumers, KafkaTemplate<byte[], byte[]> template) {
      var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
      factory.setConsumerFactory(consumers);
      factory.setCommonErrorHandler(
          new DefaultErrorHandler(
              new DeadLetterPublishingRecoverer(template), new FixedBackOff(0, 0)));
      return factory;
    }

    @KafkaListener(topics = "fx-spring", groupId = "fx-billing", containerFactory = "recovering")
    void fails(ConsumerRecord<byte[], byte[]> record) {
      throw new IllegalStateException(
          "order "
              + new String(record.key(), java.nio.charset.StandardCharsets.UTF_8)
              + " cannot be billed");
    }

    @KafkaListener(
        topics = "fx-spring-dlt",
        groupId = "fx-second-try",
        containerFactory = "recovering")
    void failsAgain(ConsumerRecord<byte[], byte[]> record) {
      throw new IllegalArgumentException("still broken at offset " + record.offset());
    }

    @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 300), kafkaTemplate = "template")
    @KafkaListener(topics = "fx-retryable", groupId = "fx-settlement")
    void retried(ConsumerRecord<byte[], byte[]> record) {
      throw new IllegalStateException("bank did not answer within 2 s");
    }
  }
}
