package dev.weir.engine.notify;

import dev.weir.engine.secret.MissingSecretException;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.threads.Threads;
import dev.weir.stream.NewRecord;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends once, and says how that went. Blocks; thread-safe. */
final class Sender {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SecretResolver secrets;
  private final Brokers brokers;
  private @Nullable HttpClient http;

  Sender(SecretResolver secrets, Brokers brokers) {
    this.secrets = secrets;
    this.brokers = brokers;
  }

  /** Made when it is first needed: most consoles have no webhook. */
  private synchronized HttpClient http() {
    HttpClient made = http;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(work -> Threads.startVirtual("webhook", work))
              .build();
      http = made;
    }
    return made;
  }

  void send(Channel channel, List<Notice> notices) throws DeliveryException, InterruptedException {
    switch (channel.way()) {
      case Channel.Way.Webhook hook -> post(channel.name(), hook, notices);
      case Channel.Way.Command command -> run(channel.name(), command, notices);
      case Channel.Way.Mail mail -> mail(channel.name(), mail, notices);
      case Channel.Way.Stream stream -> append(channel.name(), stream, notices);
      case Channel.Way.Desktop _ -> show(notices);
      case Channel.Way.Sound _ -> Tone.play(isCritical(notices));
    }
  }

  private String resolved(String channel, String value) throws DeliveryException {
    try {
      return secrets.resolve("Channel " + channel, value, Optional.empty());
    } catch (MissingSecretException e) {
      throw new DeliveryException(e.what() + " " + e.remedy(), true);
    }
  }

  private void post(String name, Channel.Way.Webhook hook, List<Notice> notices)
      throws DeliveryException, InterruptedException {
    String url = resolved(name, hook.url());
    Optional<String> key = Optional.empty();
    if (hook.routingKey().isPresent()) {
      key = Optional.of(resolved(name, hook.routingKey().get()));
    }
    for (Payload.Request request : Payload.requests(hook.template(), key, notices)) {
      HttpRequest.Builder builder;
      String host;
      try {
        var uri = new URI(url + request.suffix().orElse(""));
        host = String.valueOf(uri.getHost());
        builder =
            HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.json()));
        if (hook.template() == Channel.Template.OPSGENIE && key.isPresent()) {
          builder.header("Authorization", "GenieKey " + key.get());
        }
        for (Map.Entry<String, String> header : hook.headers().entrySet()) {
          builder.setHeader(header.getKey(), resolved(name, header.getValue()));
        }
      } catch (URISyntaxException | IllegalArgumentException _) {
        // The address may hold a secret, so it is not repeated.
        throw new DeliveryException("The address or a header of " + name + " is malformed.", false);
      }
      exchange(host, builder.build());
    }
  }

  private void exchange(String host, HttpRequest request)
      throws DeliveryException, InterruptedException {
    HttpResponse<Void> response;
    try {
      response = http().send(request, HttpResponse.BodyHandlers.discarding());
    } catch (HttpTimeoutException _) {
      throw new DeliveryException(
          host + " did not answer within " + TIMEOUT.toSeconds() + " s.", true);
    } catch (ConnectException _) {
      throw new DeliveryException(host + " cannot be reached.", true);
    } catch (IOException e) {
      throw new DeliveryException(
          host + ": " + e.getClass().getSimpleName() + " while sending.", true);
    }
    int status = response.statusCode();
    if (status / 100 != 2) {
      boolean worthTrying = status == 408 || status == 429 || status / 100 == 5;
      throw new DeliveryException(host + " answered with status " + status + ".", worthTrying);
    }
  }

  /** A record for each alert, whose key is the same for its start and its end. */
  private void append(String name, Channel.Way.Stream stream, List<Notice> notices)
      throws DeliveryException {
    List<NewRecord> records = new ArrayList<>();
    for (Notice notice : notices) {
      String json =
          Payload.requests(Channel.Template.JSON, Optional.empty(), List.of(notice))
              .getFirst()
              .json();
      records.add(
          new NewRecord(
              OptionalInt.empty(),
              OptionalLong.empty(),
              dev.weir.stream.Payload.of(notice.key().getBytes(StandardCharsets.UTF_8)),
              dev.weir.stream.Payload.of(json.getBytes(StandardCharsets.UTF_8)),
              List.of()));
    }
    brokers.append(name, stream.connection(), stream.stream(), records);
  }

  private static boolean isCritical(List<Notice> notices) {
    return notices.stream().anyMatch(notice -> notice.isCritical() && notice.kind().isFiring());
  }

  private static void show(List<Notice> notices) throws DeliveryException, InterruptedException {
    DesktopNotice desktop = DesktopNotice.of(System.getProperty("os.name", ""));
    String headline = Payload.headline(notices);
    // The headline stands above the text.
    String text = Payload.text(notices).replaceFirst("^" + Pattern.quote(headline) + "\n", "");
    List<String> command = desktop.command(headline, text, isCritical(notices));
    String program = command.getFirst();
    Process process;
    try {
      var builder = new ProcessBuilder(command);
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("WEIR_HEADLINE", headline);
      builder.environment().put("WEIR_TEXT", text);
      process = builder.start();
    } catch (IOException _) {
      throw new DeliveryException(program + " cannot be run. " + desktop.remedy(), false);
    }
    try {
      if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DeliveryException(
            "The desktop showed nothing within " + TIMEOUT.toSeconds() + " s.", false);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new DeliveryException(
          program + " found no desktop that shows notifications. " + desktop.remedy(), false);
    }
  }

  private void run(String name, Channel.Way.Command command, List<Notice> notices)
      throws DeliveryException, InterruptedException {
    Notice first = notices.getFirst();
    String headline = Payload.headline(notices);
    String text = Payload.text(notices);
    List<String> words = new ArrayList<>();
    for (String word : command.command()) {
      words.add(
          resolved(name, word)
              .replace("${headline}", headline)
              .replace("${text}", text)
              .replace("${severity}", first.severity())
              .replace("${rule}", first.rule()));
    }
    Path input;
    try {
      input = Files.createTempFile("weir-notice", ".json");
    } catch (IOException e) {
      throw new DeliveryException(
          "No temporary file can be written: " + e.getMessage() + ".", true);
    }
    try {
      Files.writeString(
          input,
          Payload.requests(Channel.Template.JSON, Optional.empty(), notices).getFirst().json());
      var builder = new ProcessBuilder(words);
      builder.redirectInput(input.toFile());
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("WEIR_HEADLINE", headline);
      builder.environment().put("WEIR_TEXT", text);
      builder.environment().put("WEIR_SEVERITY", first.severity());
      builder.environment().put("WEIR_RULE", first.rule());
      builder.environment().put("WEIR_STATUS", first.kind().isFiring() ? "firing" : "resolved");
      builder
          .environment()
          .put(
              "WEIR_LABELS",
              new TreeMap<>(first.labels())
                  .entrySet().stream()
                      .map(label -> label.getKey() + "=" + label.getValue())
                      .collect(Collectors.joining(",")));
      await(command, builder.start());
    } catch (IOException _) {
      throw new DeliveryException(command.command().getFirst() + " cannot be run.", true);
    } finally {
      try {
        Files.deleteIfExists(input);
      } catch (IOException _) {
        // The system clears its folder of temporary files.
      }
    }
  }

  private static void await(Channel.Way.Command command, Process process)
      throws DeliveryException, InterruptedException {
    String program = command.command().getFirst();
    try {
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DeliveryException(
            program + " did not end within " + command.timeout().toSeconds() + " s.", true);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new DeliveryException(program + " ended with " + process.exitValue() + ".", true);
    }
  }

  private void mail(String name, Channel.Way.Mail mail, List<Notice> notices)
      throws DeliveryException {
    Optional<String> password = Optional.empty();
    if (mail.password().isPresent()) {
      password = Optional.of(resolved(name, mail.password().get()));
    }
    try (var smtp = new SmtpLine(mail.host(), mail.port(), mail.tls(), TIMEOUT)) {
      if (mail.user().isPresent() && password.isPresent()) {
        smtp.logIn(resolved(name, mail.user().get()), password.get());
      }
      smtp.send(
          mail.from(),
          mail.to(),
          Payload.headline(notices),
          Payload.text(notices),
          Instant.ofEpochMilli(notices.getFirst().at()));
    } catch (IOException e) {
      throw new DeliveryException(
          mail.host() + ": " + e.getClass().getSimpleName() + " while sending mail.", true);
    }
  }
}
