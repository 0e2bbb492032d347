package dev.weir.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.rules.FormField;
import dev.weir.engine.rules.NamedItems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
  private ChannelFile channels = new ChannelFile(file);

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("new").resolve("notifications.yaml");
    channels = new ChannelFile(file);
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
        field.put(NamedItems.CHANNELS, draft.text(), draft.channel(), value),
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
    assertThat(channel.digest()).isEqualTo(java.time.Duration.ofHours(1));
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
  @org.junit.jupiter.params.provider.ValueSource(
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
}
