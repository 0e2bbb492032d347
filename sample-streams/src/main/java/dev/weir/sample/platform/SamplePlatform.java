package dev.weir.sample.platform;

import dev.weir.sample.event.Chance;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.Topic;
import dev.weir.sample.scene.Scene;
import dev.weir.sample.scene.Stage;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.service.AnalyticsService;
import dev.weir.sample.service.BillingService;
import dev.weir.sample.service.CustomerTraffic;
import dev.weir.sample.service.Figures;
import dev.weir.sample.service.FulfilmentService;
import dev.weir.sample.service.GradeBookService;
import dev.weir.sample.service.GradeStatistics;
import dev.weir.sample.service.InventoryService;
import dev.weir.sample.service.KafkaClients;
import dev.weir.sample.service.NotificationDesk;
import dev.weir.sample.service.NotificationService;
import dev.weir.sample.service.OrderService;
import dev.weir.sample.service.OrdersSink;
import dev.weir.sample.service.PaymentService;
import dev.weir.sample.service.RedisOutbox;
import dev.weir.sample.service.RetryService;
import dev.weir.sample.service.ScoringService;
import dev.weir.sample.service.Service;
import dev.weir.sample.service.Setting;
import dev.weir.sample.service.SettlementService;
import dev.weir.sample.service.ShippingService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The running platform: topics, services, and the scene that plays. Needs brokers, starts none; on
 * {@link #close()} the services end and what they wrote stays. Safe for several threads.
 */
public final class SamplePlatform implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration STOP = Duration.ofSeconds(4);
  private static final Duration FIRST_EVENTS = Duration.ofSeconds(30);

  private final Stage stage;
  private final Figures figures = new Figures();
  private final KafkaPublisher publisher;
  private final GradeBookService gradeBook;
  private final CustomerTraffic traffic;
  private final List<Service> services = new ArrayList<>();

  private SamplePlatform(
      KafkaClients kafka,
      Optional<String> redisUrl,
      Options options,
      InstantSource clock,
      boolean shareGroups) {
    stage = new Stage(options.scene(), options.rate(), TICK);
    publisher = new KafkaPublisher(kafka.producer(), figures);
    var setting = new Setting(kafka, publisher, stage, new Chance(options.seed()), clock, figures);
    NotificationDesk desk = NotificationDesk.NONE;
    if (redisUrl.isPresent()) {
      var outbox = new RedisOutbox(setting, redisUrl.get());
      desk = outbox;
      services.add(outbox);
      for (NotificationService.Medium medium : NotificationService.Medium.values()) {
        services.add(new NotificationService(setting, redisUrl.get(), medium));
      }
    }
    services.add(new OrderService(setting, desk));
    services.add(new PaymentService(setting));
    services.add(new SettlementService(setting));
    services.add(new RetryService(setting));
    services.add(new InventoryService(setting));
    services.add(new ShippingService(setting));
    if (shareGroups) {
      services.add(new FulfilmentService(setting));
    }
    services.add(new ScoringService(setting));
    services.add(new BillingService(setting));
    services.add(new OrdersSink(setting));
    services.add(new GradeStatistics(setting));
    gradeBook = new GradeBookService(setting);
    services.add(gradeBook);
    services.add(new AnalyticsService(setting, desk));
    traffic = new CustomerTraffic(setting);
    services.add(traffic);
  }

  /**
   * What of the platform's topics and groups is on a cluster. Changes nothing.
   *
   * @throws org.apache.kafka.common.KafkaException when the cluster does not answer or refuses
   */
  public static KafkaUse useOf(String bootstrapServers) throws InterruptedException {
    try (Admin admin = new KafkaClients(bootstrapServers).admin()) {
      return KafkaUse.of(admin);
    }
  }

  /**
   * Creates what is missing on the broker, starts the services and returns when the first orders
   * are on their way.
   *
   * @param redisUrl {@code redis://host:port}; without it nothing that needs Redis runs
   * @throws org.apache.kafka.common.KafkaException when the broker refuses
   */
  public static SamplePlatform start(
      String bootstrapServers, Optional<String> redisUrl, Options options, InstantSource clock)
      throws InterruptedException {
    var kafka = new KafkaClients(bootstrapServers);
    boolean shareGroups;
    try (Admin admin = kafka.admin()) {
      KafkaSetup.createTopics(admin);
      shareGroups = KafkaSetup.configureShareGroup(admin);
    }
    var platform = new SamplePlatform(kafka, redisUrl, options, clock, shareGroups);
    try {
      platform.run();
    } catch (InterruptedException | RuntimeException notStarted) {
      platform.close();
      throw notStarted;
    }
    return platform;
  }

  private void run() throws InterruptedException {
    for (SchemaTopic.SchemaRecord schema : SchemaTopic.records()) {
      publisher.send(
          new ProducerRecord<>(
              Topic.SCHEMAS.topicName(),
              EventKey.bytes(schema.key()),
              EventKey.bytes(schema.value())));
    }
    services.forEach(Service::start);
    if (!traffic.awaitFirstEvents(FIRST_EVENTS)) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "no event within " + FIRST_EVENTS.toSeconds() + " s");
    }
  }

  /** Plays this scene from its beginning. */
  public void play(Scene scene) {
    stage.play(scene);
  }

  /** Changes the rate, in events per second. */
  public void rate(int eventsPerSecond) {
    stage.rate(eventsPerSecond);
  }

  public Stage stage() {
    return stage;
  }

  public Figures figures() {
    return figures;
  }

  public GradeBookService gradeBook() {
    return gradeBook;
  }

  /** Ends the services, traffic first, and waits for them, at most a few seconds. */
  @Override
  public void close() {
    services.reversed().forEach(Service::stop);
    boolean interrupted = false;
    long deadline = System.nanoTime() + STOP.toNanos();
    for (Service service : services) {
      try {
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        var _ = service.awaitEnd(left);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    publisher.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
