package writer;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Spring Cloud Stream's Kafka binder, with headers and with headers embedded in the payload. */
@SpringBootApplication
public class SpringCloudStream {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Common.topics(admin, Map.of(), "fx-binder", "fx-embedded");
      Common.send(bootstrap, "fx-binder");
      Common.send(bootstrap, "fx-embedded");
      var application = new SpringApplication(SpringCloudStream.class);
      String binding = "--spring.cloud.stream.bindings.";
      String kafka = "--spring.cloud.stream.kafka.bindings.";
      try (var context =
          application.run(
              "--spring.main.web-application-type=none",
              "--spring.cloud.function.definition=fails;embedded",
              "--spring.cloud.stream.kafka.binder.brokers=" + bootstrap,
              "--spring.cloud.stream.kafka.binder.auto-create-topics=true",
              binding + "fails-in-0.destination=fx-binder",
              binding + "fails-in-0.group=fx-invoices",
              binding + "fails-in-0.consumer.max-attempts=1",
              kafka + "fails-in-0.consumer.enable-dlq=true",
              binding + "embedded-in-0.destination=fx-embedded",
              binding + "embedded-in-0.group=fx-invoices",
              binding + "embedded-in-0.consumer.max-attempts=1",
              binding + "embedded-in-0.consumer.header-mode=embeddedHeaders",
              kafka + "embedded-in-0.consumer.enable-dlq=true")) {
        Common.await(admin, "error.fx-binder.fx-invoices", 2);
        Common.await(admin, "error.fx-embedded.fx-invoices", 2);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  @Bean
  Consumer<byte[]> fails() {
    return payload -> {
      throw new IllegalStateException("total is null for order 4711");
    };
  }

  @Bean
  Consumer<byte[]> embedded() {
    return payload -> {
      throw new IllegalStateException("total is null for order 4712");
    };
  }
}
