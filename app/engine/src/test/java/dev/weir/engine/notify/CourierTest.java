package dev.weir.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.weir.engine.secret.SecretResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Letters received by a real HTTP server, a real mail server and a real program. */
class CourierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstantSource clock = InstantSource.system();
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> headers = Collections.synchronizedList(new ArrayList<>());
  private final List<Delivery> deliveries = Collections.synchronizedList(new ArrayList<>());
  private final List<Letter> done = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile int refusal = 503;

  @TempDir Path folder;
  private HttpServer server;
  private Courier courier;
  private long ids;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          int status = 200;
          if (refusals.getAndDecrement() > 0) {
            status = refusal;
          } else {
            bodies.add(exchange.getRequestURI() + " " + body);
            headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    courier =
        new Courier(
            new SecretResolver(Map.of("TOKEN", "s3cret", "KEY", "k-1"), folder, Optional.empty()),
            Brokers.NONE,
            new Outbox() {
              @Override
              public void done(List<Letter> letters, Delivery delivery) {
                done.addAll(letters);
                deliveries.add(delivery);
              }

              @Override
              public void again(List<Letter> letters, long dueMillis, Delivery delivery) {
                deliveries.add(delivery);
              }
            },
            clock);
  }

  @AfterEach
  void stop() {
    courier.close();
    server.stop(0);
  }

  private void channels(String text) {
    ChannelBook book =
        ChannelBook.read(
            "notifications.yaml",
            text.replace("PORT", String.valueOf(server.getAddress().getPort())));
    assertThat(book.problems()).isEmpty();
    courier.channels(book.channels());
  }

  private Notice notice(long alert, Notice.Kind kind, String severity) {
    return new Notice(
        alert,
        "weir/group-stopped/" + alert,
        "group-stopped/kafka-1",
        kind,
        "group-stopped",
        severity,
        "kafka-1",
        Map.of("connection", "kafka-1", "group", "billing"),
        "Nobody reads for billing – „gestoppt“.",
        "The value is 1, above 0.8.",
        "billing stopped 20 s ago.",
        List.of("Deploy mark \"billing 2.3.1\" 4 min before."),
        "1.0",
        "https://example.org/runbook",
        clock.millis() - 1_000,
        clock.millis());
  }

  private void post(String channel, Notice notice, long dueMillis) {
    courier.post(new Letter(++ids, channel, notice, dueMillis, 0));
  }

  private JsonNode body(int index) {
    String received = bodies.get(index);
    return JsonMapper.shared().readTree(received.substring(received.indexOf(' ') + 1));
  }

  private void received(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(bodies).as("%s", deliveries).hasSize(count));
  }

  @Test
  void aRefusedLetterIsSentAgainUntilItArrives() {
    channels(
        """
        channels:
          - name: hook
            webhook: {url: "http://localhost:PORT/in", headers: {Authorization: "Bearer ${env:TOKEN}"}}
        """);
    refusals.set(2);
    post("hook", notice(1, Notice.Kind.FIRING, "critical"), 0);
    received(1);
    await().atMost(PATIENCE).until(() -> done.size() == 1);
    assertThat(headers).containsExactly("Bearer s3cret");
    assertThat(deliveries)
        .extracting(Delivery::outcome)
        .containsExactly(
            Delivery.Outcome.RETRYING, Delivery.Outcome.RETRYING, Delivery.Outcome.DELIVERED);
    assertThat(deliveries.getFirst().why()).contains("503").doesNotContain("s3cret");
    JsonNode alert = body(0).path("alerts").path(0);
    assertThat(alert.path("status").asString()).isEqualTo("firing");
    assertThat(alert.path("labels").path("group").asString()).isEqualTo("billing");
    assertThat(alert.path("reason").asString()).isEqualTo("The value is 1, above 0.8.");
  }

  @Test
  void whatTheReceiverCallsWrongIsGivenUp() {
    channels("channels: [{name: hook, webhook: {url: \"http://localhost:PORT/\"}}]");
    refusal = 400;
    refusals.set(1);
    post("hook", notice(1, Notice.Kind.FIRING, "critical"), 0);
    await().atMost(PATIENCE).until(() -> done.size() == 1);
    assertThat(deliveries).extracting(Delivery::outcome).containsExactly(Delivery.Outcome.FAILED);
    assertThat(bodies).isEmpty();
  }

  @Test
  void aMissingSecretIsNamedAndNothingIsSent() {
    channels("channels: [{name: hook, webhook: {url: \"http://localhost:PORT/${env:NOT_SET}\"}}]");
    post("hook", notice(1, Notice.Kind.TEST, "warning"), 0);
    await().atMost(PATIENCE).until(() -> done.size() == 1);
    assertThat(deliveries.getFirst().why()).contains("NOT_SET").contains("not set");
    assertThat(bodies).isEmpty();
  }

  @Test
  void warningsOfOneGroupGoTogetherAndThoseThatEndedFirstNotAtAll() {
    channels("channels: [{name: hook, webhook: {url: \"http://localhost:PORT/\"}}]");
    long due = clock.millis() + 1_500;
    for (int i = 1; i <= 5; i++) {
      post("hook", notice(i, Notice.Kind.FIRING, "warning"), due);
    }
    post("hook", notice(5, Notice.Kind.RESOLVED, "warning"), due);
    received(1);
    assertThat(body(0).path("alerts").size()).isEqualTo(4);
    assertThat(deliveries).extracting(Delivery::outcome).contains(Delivery.Outcome.SPARED);
  }

  @Test
  void aFloodOfWarningsIsGatheredAndCriticalOnesAreNot() {
    channels("channels: [{name: hook, webhook: {url: \"http://localhost:PORT/\"}}]");
    for (int i = 1; i <= 200; i++) {
      Notice one = notice(i, Notice.Kind.FIRING, "warning");
      post("hook", other(one, "group " + i), 0);
    }
    await().atMost(PATIENCE).until(() -> done.size() > 0);
    post("hook", other(notice(999, Notice.Kind.FIRING, "critical"), "alone"), 0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(done)
                    .as("%s", deliveries)
                    .anyMatch(letter -> letter.notice().alert() == 999));
    assertThat(bodies).hasSizeLessThanOrEqualTo(Courier.MOST_A_MINUTE + 1);
  }

  private static Notice other(Notice n, String group) {
    return new Notice(
        n.alert(),
        n.key(),
        group,
        n.kind(),
        n.rule(),
        n.severity(),
        n.connection(),
        n.labels(),
        n.summary(),
        n.reason(),
        n.evidence(),
        n.near(),
        n.value(),
        n.runbook(),
        n.startedAt(),
        n.at());
  }

  @Test
  void eachReceiverGetsWhatItUnderstands() {
    channels(
        """
        channels:
          - {name: slack, webhook: {url: "http://localhost:PORT/slack", template: slack}}
          - {name: teams, webhook: {url: "http://localhost:PORT/teams", template: teams}}
          - {name: pd, webhook: {url: "http://localhost:PORT/pd", template: pagerduty, key: "${env:KEY}"}}
          - {name: og, webhook: {url: "http://localhost:PORT/og", template: opsgenie, key: "${env:KEY}"}}
          - {name: am, webhook: {url: "http://localhost:PORT/api/v2/alerts", template: alertmanager}}
        """);
    for (String channel : List.of("slack", "teams", "pd", "og", "am")) {
      int before = bodies.size();
      post(channel, notice(1, Notice.Kind.FIRING, "critical"), 0);
      received(before + 1);
      post(channel, notice(1, Notice.Kind.RESOLVED, "critical"), 0);
      received(before + 2);
    }
    assertThat(body(0).path("text").asString()).startsWith("CRITICAL: Nobody reads");
    for (int firing : List.of(0, 2, 4, 6, 8)) {
      assertThat(bodies.get(firing))
          .as("what was deployed before")
          .contains("Deploy mark \\\"billing 2.3.1\\\" 4 min before.");
    }
    assertThat(body(1).path("attachments").path(0).path("color").asString()).isEqualTo("good");
    assertThat(body(2).path("attachments").path(0).path("content").path("type").asString())
        .isEqualTo("AdaptiveCard");
    assertThat(body(4).path("event_action").asString()).isEqualTo("trigger");
    assertThat(body(4).path("routing_key").asString()).isEqualTo("k-1");
    assertThat(body(5).path("event_action").asString()).isEqualTo("resolve");
    assertThat(body(5).path("dedup_key")).isEqualTo(body(4).path("dedup_key"));
    assertThat(body(6).path("alias").asString()).isEqualTo("weir/group-stopped/1");
    assertThat(bodies.get(7))
        .startsWith("/og/weir%2Fgroup-stopped%2F1/close?identifierType=alias ");
    assertThat(headers.get(6)).isEqualTo("GenieKey k-1");
    assertThat(body(8).isArray()).isTrue();
    assertThat(body(8).path(0).path("labels").path("alertname").asString())
        .isEqualTo("group-stopped");
    assertThat(body(8).path(0).path("endsAt").isMissingNode()).isTrue();
    assertThat(body(9).path(0).path("endsAt").isMissingNode()).isFalse();
  }

  @Test
  void aLetterArrivesByMailWithAllItsCharacters() throws Exception {
    var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    try {
      mail.setUser("weir@example.org", "weir", "s3cret");
      channels(
          """
          channels:
            - name: mail
              mail:
                server: 127.0.0.1
                port: SMTP
                security: none
                user: weir
                password: "${env:TOKEN}"
                from: weir@example.org
                to: [on-call@example.org, second@example.org]
          """
              .replace("SMTP", String.valueOf(mail.getSmtp().getPort())));
      post("mail", notice(1, Notice.Kind.FIRING, "critical"), 0);
      await().atMost(PATIENCE).until(() -> done.size() == 1);
      assertThat(deliveries)
          .as("%s", deliveries)
          .extracting(Delivery::outcome)
          .containsExactly(Delivery.Outcome.DELIVERED);
      var received = mail.getReceivedMessages();
      assertThat(received).as("one for each").hasSize(2);
      assertThat(received[0].getSubject())
          .isEqualTo("CRITICAL: Nobody reads for billing – „gestoppt“.");
      assertThat(received[0].getContent().toString())
          .contains("billing stopped 20 s ago.")
          .contains("– „gestoppt“");
    } finally {
      mail.stop();
    }
  }

  @Test
  void aDigestIsOneMessageAndWhatIsCriticalDoesNotWaitForIt() {
    channels(
        """
        channels:
          - {name: mail, digest: 1h, webhook: {url: "http://localhost:PORT/"}}
        """);
    Channel mail =
        ChannelBook.read(
                "notifications.yaml",
                "channels: [{name: mail, digest: 1h, webhook: {url: http://localhost/}}]")
            .channels()
            .getFirst();
    long tenPast = Duration.ofHours(100).plusMinutes(10).toMillis();
    long eleven = Duration.ofHours(101).toMillis();
    Duration wait = Duration.ofSeconds(30);
    assertThat(mail.dueMillis(notice(1, Notice.Kind.FIRING, "warning"), wait, tenPast))
        .isEqualTo(eleven);
    assertThat(mail.dueMillis(notice(1, Notice.Kind.FIRING, "warning"), wait, eleven))
        .as("at the very moment: the next one")
        .isEqualTo(Duration.ofHours(102).toMillis());
    assertThat(mail.dueMillis(notice(1, Notice.Kind.FIRING, "critical"), wait, tenPast))
        .isEqualTo(tenPast);

    long soon = clock.millis() + 1_500;
    for (int i = 0; i < 5; i++) {
      Notice one = notice(i, Notice.Kind.FIRING, "warning");
      post(
          "mail",
          new Notice(
              one.alert(),
              one.key(),
              "group " + i,
              one.kind(),
              one.rule(),
              one.severity(),
              one.connection(),
              one.labels(),
              one.summary(),
              one.reason(),
              one.evidence(),
              one.near(),
              one.value(),
              one.runbook(),
              one.startedAt(),
              one.at()),
          soon);
    }
    post("mail", notice(9, Notice.Kind.FIRING, "critical"), 0);
    received(1);
    assertThat(bodies.getFirst()).contains("CRITICAL").doesNotContain("5 alerts");
    received(2);
    assertThat(bodies.get(1)).as("five groups, one message").contains("5 alerts");
  }

  @Test
  void aDeskWithoutSoundOrNotificationsIsNamedAndNotTriedAgain() {
    channels(
        """
        channels:
          - {name: bell, sound: {}}
          - {name: desk, desktop: {}}
          - {name: record, stream: {connection: kafka-1, name: alerts}}
        """);
    for (String channel : List.of("bell", "desk")) {
      deliveries.clear();
      post(channel, notice(1, Notice.Kind.FIRING, "critical"), 0);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(deliveries).as(channel).hasSize(1));
      Delivery told = deliveries.getFirst();
      // Machines that have what it takes deliver; none tries again.
      if (told.outcome() != Delivery.Outcome.DELIVERED) {
        assertThat(told.outcome()).isEqualTo(Delivery.Outcome.FAILED);
        assertThat(told.why())
            .endsWith(".")
            .containsAnyOf("another channel", "to its end", "within");
      }
    }
    deliveries.clear();
    post("record", notice(2, Notice.Kind.FIRING, "critical"), 0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(deliveries)
                    .as("a connection that is not open is tried again")
                    .extracting(Delivery::outcome)
                    .contains(Delivery.Outcome.RETRYING));
  }

  @Test
  void aProgramGetsTheAlertAndItsFailureIsTold() throws Exception {
    Path out = folder.resolve("out.json");
    Path said = folder.resolve("said.txt");
    channels(
        """
        channels:
          - name: program
            command: {run: [sh, -c, 'cat > OUT; printf %s "$1" > SAID; test "$WEIR_RULE" = group-stopped', sh, "${headline}"]}
          - name: broken
            command: {run: [sh, -c, "exit 3"]}
        """
            .replace("OUT", out.toString())
            .replace("SAID", said.toString()));
    post("program", notice(1, Notice.Kind.FIRING, "critical"), 0);
    await().atMost(PATIENCE).until(() -> done.size() == 1);
    assertThat(deliveries.getLast().outcome())
        .as("%s", deliveries)
        .isEqualTo(Delivery.Outcome.DELIVERED);
    assertThat(Files.readString(out)).contains("\"group\":\"billing\"");
    assertThat(Files.readString(said)).startsWith("CRITICAL: Nobody reads");

    post("broken", notice(2, Notice.Kind.TEST, "warning"), 0);
    await().atMost(PATIENCE).until(() -> done.size() == 2);
    assertThat(deliveries.getLast().why()).isEqualTo("sh ended with 3.");
  }
}
