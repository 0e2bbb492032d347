package dev.weir.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlPlace;
import dev.weir.engine.secret.MemoryKeychain;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels written as the form writes them, into a real file. */
class ChannelFileTest {
  private static final String TEXT =
      """
      # Whom we tell. 🦜
      repeat: 2h   # twice a shift

      channels:
        # Day and night.
        - name: on-call
          severity: critical   # the rest can wait
          webhook:
            url: https://example.org/hook
            headers: {Authorization: "Bearer ${env:TOKEN}"}
        # The team: all of it.
        - {name: team, command: {run: [page, "${headline}"]}}

      group-wait: 1m
      """;

  /** What makes each kind of channel whole. */
  private static final Map<String, String> WHOLE =
      Map.of(
          "Address", "https://example.org/x",
          "To", "a@example.org, b@example.org",
          "Run", "/usr/local/bin/page, \"${headline}, now\"",
          "Connection", "kafka-1",
          "Rules", "group-stopped, data-lost",
          "Digest each", "1h");

  @TempDir Path folder;
  private Path file = Path.of("none");
  private ChannelFile channels = new ChannelFile(file, Optional.empty());

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("new").resolve("notifications.yaml");
    channels = new ChannelFile(file, Optional.empty());
  }

  private void has(String text) throws Exception {
    Files.createDirectories(folder.resolve("new"));
    Files.writeString(file, text);
  }

  private static <T> T now(CompletableFuture<T> asked) throws Exception {
    return asked.get(20, TimeUnit.SECONDS);
  }

  private static ChannelDesk.Draft with(ChannelDesk.Draft draft, String label, String value) {
    FormField field =
        ChannelForm.fields(draft.text(), draft.channel()).stream()
            .filter(one -> one.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no field " + label + " in " + draft));
    return new ChannelDesk.Draft(
        field.put(NamedItems.CHANNELS.at(draft.channel()), draft.text(), value),
        draft.channel(),
        draft.before());
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsMadeByItsFormAndReadBack(ChannelForm.Starter starter) throws Exception {
    ChannelDesk.Draft draft = now(channels.begin(starter));
    for (FormField field : ChannelForm.fields(draft.text(), draft.channel())) {
      if (WHOLE.containsKey(field.label()) && !field.value().startsWith("${env:")) {
        draft = with(draft, field.label(), WHOLE.getOrDefault(field.label(), ""));
      }
    }
    assertThat(now(channels.save(draft))).as(draft.text()).isEmpty();
    ChannelBook book = ChannelBook.of(file);
    assertThat(book.problems()).isEmpty();
    Channel channel = book.channels().getFirst();
    assertThat(channel.name()).isEqualTo(starter.plainName());
    assertThat(channel.rules()).containsExactly("group-stopped", "data-lost");
    assertThat(channel.digest()).isEqualTo(Duration.ofHours(1));
    switch (channel.way()) {
      case Channel.Way.Webhook hook ->
          assertThat(hook.template().name())
              .isEqualTo(starter == ChannelForm.Starter.WEBHOOK ? "JSON" : starter.name());
      case Channel.Way.Mail mail ->
          assertThat(mail.to()).containsExactly("a@example.org", "b@example.org");
      case Channel.Way.Command command ->
          assertThat(command.command()).containsExactly("/usr/local/bin/page", "${headline}, now");
      case Channel.Way.Stream stream -> assertThat(stream.connection()).isEqualTo("kafka-1");
      case Channel.Way.Desktop _ -> assertThat(starter).isEqualTo(ChannelForm.Starter.DESKTOP);
      case Channel.Way.Sound _ -> assertThat(starter).isEqualTo(ChannelForm.Starter.SOUND);
    }
  }

  @Test
  void aFieldChangesItsValueAndNothingElse() throws Exception {
    has(TEXT);
    ChannelDesk.Draft draft = now(channels.open("on-call"));
    draft = with(draft, "Address", "${file:/etc/weir/url}");
    draft = with(draft, "Connections", "kafka-1, kafka-2");
    draft = with(draft, "Told from", "");
    assertThat(now(channels.save(draft))).isEmpty();
    assertThat(Files.readString(file))
        .isEqualTo(
            TEXT.replace("https://example.org/hook", "\"${file:/etc/weir/url}\"")
                .replace("    severity: critical   # the rest can wait\n", "")
                .replace(
                    "${env:TOKEN}\"}\n", "${env:TOKEN}\"}\n    connections: [kafka-1, kafka-2]\n"));
    assertThat(ChannelForm.fields(TEXT, "on-call"))
        .filteredOn(field -> field.label().equals("Headers"))
        .extracting(FormField::value)
        .containsExactly("Authorization: \"Bearer ${env:TOKEN}\"");
    ChannelDesk.Draft half = with(draft, "Rules", "one, [");
    assertThat(half.text()).as("half a list is not written").isEqualTo(draft.text());
  }

  @Test
  void newOnesComeBehindTheOthersAndGoWithTheirComments() throws Exception {
    has(TEXT);
    ChannelDesk.Draft draft = now(channels.begin(ChannelForm.Starter.DESKTOP));
    assertThat(draft.text())
        .contains("\"${headline}\"]}}\n  - name: desktop\n    desktop: {}\n\ngroup-wait: 1m\n");
    assertThat(now(channels.save(draft))).isEmpty();
    assertThat(now(channels.begin(ChannelForm.Starter.DESKTOP)).channel()).isEqualTo("desktop-2");
    assertThat(now(channels.remove("desktop"))).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(TEXT);
    assertThat(now(channels.remove("on-call"))).isEmpty();
    assertThat(Files.readString(file))
        .contains("# The team")
        .doesNotContain("Day and night", "on-call");
    assertThat(now(channels.remove("team"))).isEmpty();
    assertThat(Files.readString(file)).contains("channels: []\n", "repeat: 2h", "group-wait: 1m");
    assertThat(ChannelBook.of(file).problems()).isEmpty();
    assertThat(now(channels.save(now(channels.begin(ChannelForm.Starter.SOUND))))).isEmpty();
    assertThat(ChannelBook.of(file).channels()).extracting(Channel::name).containsExactly("sound");
    assertThat(now(channels.remove("nobody"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing yet\n",
        "repeat: 1h\n",
        "channels:\nrepeat: 1h\n",
        "channels: []   # nobody: yet\nrepeat: 1h\n",
        "channels: [{name: a, sound: {}}]\n",
        "channels: [{name: a, sound: {}}, {name: b, sound: {}}]\nrepeat: 1h\n",
        "channels:\n- name: a\n  sound: {}\nrepeat: 1h\n",
        "channels:\n  # note: one\n  -   name: a\n      sound: {}",
        "---\nchannels:\n  - {name: a, sound: {}}\n...\n"
      })
  void howeverTheListIsWrittenOneCanBePutInAndTakenOut(String text) throws Exception {
    has(text);
    List<String> names = NamedItems.CHANNELS.names(text);
    ChannelDesk.Draft draft = now(channels.begin(ChannelForm.Starter.DESKTOP));
    assertThat(now(channels.save(draft))).as(draft.text()).isEmpty();
    assertThat(ChannelBook.of(file).problems()).as(draft.text()).isEmpty();
    assertThat(NamedItems.CHANNELS.names(draft.text()))
        .hasSize(names.size() + 1)
        .containsAll(names);
    for (String name : NamedItems.CHANNELS.names(draft.text())) {
      assertThat(now(channels.remove(name))).as(Files.readString(file)).isEmpty();
      assertThat(ChannelBook.of(file).problems()).as(Files.readString(file)).isEmpty();
    }
    assertThat(ChannelBook.of(file).channels()).isEmpty();
  }

  @Test
  void aSecretInClearIsNeverWritten() throws Exception {
    String why = "This is a secret in clear. Write ${env:NAME}";
    has(TEXT);
    ChannelDesk.Draft hook = now(channels.open("on-call"));
    assertThat(now(channels.save(with(hook, "Key", "s3cret"))).orElse("")).contains(why);
    assertThat(now(channels.save(with(hook, "Headers", "X-Auth-Token: s3cret"))).orElse(""))
        .contains(why);
    ChannelDesk.Draft mail = now(channels.begin(ChannelForm.Starter.MAIL));
    mail = with(with(mail, "To", "a@example.org"), "User", "weir");
    assertThat(now(channels.save(with(mail, "Password", "s3cret"))).orElse("")).contains(why);
    assertThat(Files.readString(file)).isEqualTo(TEXT);
    assertThat(now(channels.save(with(mail, "Password", "${keychain:smtp}")))).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteMeanwhileIsNotLost() throws Exception {
    has(TEXT);
    ChannelDesk.Draft draft = with(now(channels.open("team")), "Digest each", "2h");
    Files.writeString(file, TEXT + "# More.\n");
    assertThat(now(channels.save(draft)).orElse("")).contains("changed by somebody else");
    assertThat(Files.readString(file)).endsWith("# More.\n");
  }

  private static String put(String text, String value, String... path) {
    FormField field =
        new SettingsForm()
            .sections(text, "").stream()
                .flatMap(section -> section.fields().stream())
                .filter(one -> one.path().equals(List.of(path)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such field in " + text));
    return field.put(YamlPlace.FILE, text, value);
  }

  private static String act(String text, String id) {
    return new SettingsForm()
        .sections(text, "").stream()
            .flatMap(section -> section.actions().stream())
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no such button in " + text))
            .change()
            .apply(text);
  }

  @Test
  void settingsAreSetByFormAndNothingElseChanges() throws Exception {
    has(TEXT);
    ChannelDesk.Draft draft = now(channels.settings());
    String text = put(draft.text(), "6h", "repeat");
    text = put(text, "", "group-wait");
    text = put(text, "kafka-prod", "lease", "connection");
    text = put(text, "20s", "lease", "term");
    text = act(text, "add-maintenance");
    text = put(text, "sat, sun", "maintenance", "0", "days");
    text = put(text, "23:30", "maintenance", "0", "from");
    text = put(text, "Europe/Vienna", "maintenance", "0", "zone");
    text = put(text, "group: \"batch-*\"", "maintenance", "0", "where");
    assertThat(now(channels.save(new ChannelDesk.Draft(text, "", draft.before())))).isEmpty();
    assertThat(Files.readString(file))
        .isEqualTo(
            TEXT.replace("repeat: 2h ", "repeat: 6h ").replace("\ngroup-wait: 1m\n", "")
                + """
                lease: {connection: kafka-prod, term: 20s}

                maintenance:
                  - name: maintenance
                    from: "23:30"
                    to: "03:00"
                    days: [sat, sun]
                    zone: Europe/Vienna
                    where: {group: "batch-*"}
                """);
    ChannelBook book = ChannelBook.of(file);
    assertThat(book.problems()).isEmpty();
    assertThat(book.repeat()).isEqualTo(Duration.ofHours(6));
    assertThat(book.lease()).contains(new LeasePlan("kafka-prod", "watch", Duration.ofSeconds(20)));
    assertThat(book.maintenance()).singleElement().extracting("zone").hasToString("Europe/Vienna");
    text = act(text, "add-maintenance");
    assertThat(ChannelBook.read("f", text).maintenance())
        .extracting(Maintenance::name)
        .containsExactly("maintenance", "maintenance 2");
    text = act(act(text, "remove-maintenance-0"), "remove-maintenance-0");
    text = put(put(text, "", "lease", "term"), "", "lease", "connection");
    assertThat(ChannelBook.read("f", text))
        .extracting("lease", "maintenance", "problems")
        .containsExactly(Optional.empty(), List.of(), List.of());
    assertThat(text).contains("repeat: 6h   # twice a shift").doesNotContain("lease");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# Nothing yet.\n", "{}\n", "{channels: []}\n"})
  void settingsOfAnEmptyFileAreMadeAndTakenAwayAgain(String empty) throws Exception {
    String text = put(empty, "1h", "repeat");
    assertThat(ChannelBook.read("f", text).repeat()).as(text).isEqualTo(Duration.ofHours(1));
    text = put(text, "redis-1", "lease", "connection");
    assertThat(ChannelBook.read("f", text).lease()).as(text).isPresent();
    text = put(put(text, "", "repeat"), "", "lease", "connection");
    assertThat(ChannelBook.read("f", text)).as(text).isEqualTo(ChannelBook.EMPTY);
    text = act(empty, "add-maintenance");
    assertThat(ChannelBook.read("f", text).maintenance()).as(text).hasSize(1);
  }

  @Test
  void aSettingThatIsWrongIsNamedWithItsRemedy() {
    String text = act(TEXT, "add-maintenance");
    assertThat(wrong(put(text, "5min", "repeat")))
        .isEqualTo(
            "\"repeat\" takes a duration, not \"5min\". Write 90s, 5m, 1h30m, 2d or PT1H30M.");
    assertThat(wrong(put(text, "25:00", "maintenance", "0", "to")))
        .isEqualTo("\"to\" takes a time of day, not \"25:00\". Write to: \"02:00\".");
    assertThat(wrong(put(text, "", "maintenance", "0", "to")))
        .isEqualTo("\"to\" is missing. Write to: \"02:00\".");
    assertThat(wrong(put(text, "Wien", "maintenance", "0", "zone")))
        .isEqualTo("\"zone\" takes a time zone, not \"Wien\". Write zone: Europe/Vienna, or UTC.");
    assertThat(wrong(put(text, "sat, noday", "maintenance", "0", "days")))
        .isEqualTo("\"days\" takes days of the week, not \"noday\". Write days: [mon, tue].");
    assertThat(wrong(put(put(text, "c", "lease", "connection"), "1s", "lease", "term")))
        .isEqualTo("\"term\" is from 3 s to 10 min. Write term: 15s.");
    assertThat(wrong(put(text, "12s", "lease", "term")))
        .isEqualTo("\"connection\" is missing. Write connection: kafka-prod.");
  }

  private static String wrong(String text) {
    RuleProblem problem = ChannelBook.read("f", text).problems().getFirst();
    return problem.message() + " " + problem.remedy();
  }

  private ChannelDesk.Draft typed(ChannelDesk.Draft draft, String label, String secret) {
    List<String> path =
        ChannelForm.fields(draft.text(), draft.channel()).stream()
            .filter(one -> one.label().equals(label))
            .findFirst()
            .orElseThrow()
            .path();
    String entry = channels.entryFor(draft.text(), draft.channel(), path);
    ChannelDesk.Draft referring = with(draft, label, "${keychain:" + entry + "}");
    Map<String, Secret> typed = new HashMap<>(draft.typed());
    typed.put(entry, new Secret(secret));
    return new ChannelDesk.Draft(referring.text(), draft.channel(), draft.before(), typed);
  }

  @Test
  void aTypedSecretIsInTheKeychainAndNowhereElse() throws Exception {
    var keychain = new MemoryKeychain();
    channels = new ChannelFile(file, Optional.of(keychain));
    assertThat(channels.withoutKeychain()).isEmpty();
    ChannelDesk.Draft draft = now(channels.begin(ChannelForm.Starter.PAGERDUTY));
    draft = typed(typed(draft, "Key", "s"), "Key", "s3cret");
    assertThat(draft.toString()).doesNotContain("s3cret");
    assertThat(keychain.secrets()).as("before it is saved").isEmpty();
    assertThat(now(channels.save(draft))).isEmpty();
    assertThat(keychain.secrets().values()).containsExactly(new Secret("s3cret"));
    String entry = keychain.secrets().keySet().iterator().next();
    assertThat(Files.readString(file))
        .contains("key: \"${keychain:" + entry + "}\"")
        .doesNotContain("s3cret");
    assertThat(
            new SecretResolver(Map.of(), folder, Optional.of(keychain))
                .resolve("key", "${keychain:" + entry + "}", Optional.empty()))
        .as("found when something is sent")
        .isEqualTo("s3cret");

    assertThat(now(channels.save(typed(now(channels.open("pagerduty")), "Key", "other"))))
        .isEmpty();
    assertThat(keychain.secrets()).as("replaced").isEqualTo(Map.of(entry, new Secret("other")));

    ChannelDesk.Draft copied = now(channels.open("pagerduty"));
    String twin =
        "  - name: twin\n    webhook: {url: \"https://x.org\", key: \"${keychain:"
            + entry
            + "}\"}\n";
    copied = new ChannelDesk.Draft(copied.text() + twin, "twin", copied.before());
    assertThat(now(channels.save(typed(copied, "Key", "own")))).isEmpty();
    assertThat(keychain.secrets())
        .as("another one's is not replaced")
        .hasSize(2)
        .containsEntry(entry, new Secret("other"));

    assertThat(now(channels.remove("pagerduty"))).isEmpty();
    assertThat(keychain.secrets().values()).containsExactly(new Secret("own"));
  }

  @Test
  void aSecretThatIsNotKeptChangesNothing() throws Exception {
    var keychain = new MemoryKeychain();
    channels = new ChannelFile(file, Optional.of(keychain));
    has(TEXT);
    keychain.lock(true);
    ChannelDesk.Draft draft = typed(now(channels.open("on-call")), "Key", "s3cret");
    assertThat(now(channels.save(draft)).orElse(""))
        .startsWith("The secret is not kept, and nothing was changed: the keyring is locked.")
        .contains("Unlock the keychain")
        .doesNotContain("s3cret");
    assertThat(Files.readString(file)).isEqualTo(TEXT);
    keychain.lock(false);
    ChannelDesk.Draft abandoned = with(draft, "Key", "${env:KEY}");
    assertThat(
            now(
                channels.save(
                    new ChannelDesk.Draft(
                        abandoned.text(), "on-call", draft.before(), draft.typed()))))
        .isEmpty();
    assertThat(keychain.secrets()).as("nothing refers to what was typed").isEmpty();
    assertThat(new ChannelFile(file, Optional.empty()).withoutKeychain())
        .startsWith("There is no keychain here")
        .contains("variable");
  }
}
