package dev.weir.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.rules.RuleProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelBookTest {
  @Test
  void readsWhomToTellAndWhenNot() {
    ChannelBook book =
        ChannelBook.read(
            "notifications.yaml",
            """
            channels:
              - name: on-call
                severity: critical
                webhook: {url: https://example.org/hook, template: pagerduty, key: "${env:KEY}"}
              - name: team
                connections: [kafka-1]
                mail: {server: mail.example.org, from: weir@example.org, to: [a@example.org]}
              - name: here
                command: {run: [notify-send, "${headline}"]}
            maintenance:
              - {name: nights, days: [sat], from: "22:00", to: "02:00", zone: Europe/Vienna}
            repeat: 2h
            """);
    assertThat(book.problems()).isEmpty();
    assertThat(book.channels())
        .extracting(Channel::kind)
        .containsExactly("webhook (pagerduty)", "mail", "command");
    assertThat(book.repeat()).isEqualTo(Duration.ofHours(2));
    Maintenance nights = book.maintenance().getFirst();
    assertThat(nights.isAt(Instant.parse("2026-11-21T21:30:00Z"))).as("Saturday 22:30").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-11-22T00:59:59Z"))).as("Sunday 1:59").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-11-22T01:00:00Z"))).as("Sunday 2:00").isFalse();
    assertThat(nights.isAt(Instant.parse("2026-11-21T00:30:00Z")))
        .as("night to Saturday")
        .isFalse();
  }

  @Test
  void tellsWhatIsWrongAndUsesTheRest() {
    ChannelBook book =
        ChannelBook.read(
            "notifications.yaml",
            """
            channels:
              - name: good
                webhook: {url: http://localhost/}
              - name: bad
                webhook: {url: ftp://x, templat: slack}
              - name: nowhere
            """);
    assertThat(book.channels()).extracting(Channel::name).containsExactly("good");
    assertThat(book.problems())
        .extracting(RuleProblem::sentence)
        .anySatisfy(said -> assertThat(said).contains("templat").contains("Did you mean template?"))
        .anySatisfy(said -> assertThat(said).contains("no http or https address"))
        .anySatisfy(said -> assertThat(said).contains("leads nowhere"));
  }

  @Test
  void readsWaysToBrokersAndToThisDeskAndTheLease() {
    ChannelBook book =
        ChannelBook.read(
            "notifications.yaml",
            """
            channels:
              - name: record
                stream: {connection: kafka-1, name: alerts}
              - name: desk
                desktop: {}
              - name: bell
                severity: critical
                sound: {}
            lease: {connection: kafka-1, name: night-shift, term: 30s}
            """);
    assertThat(book.problems()).isEmpty();
    assertThat(book.channels())
        .extracting(Channel::kind)
        .containsExactly("stream alerts on kafka-1", "desktop", "sound");
    assertThat(book.lease())
        .contains(new LeasePlan("kafka-1", "night-shift", Duration.ofSeconds(30)));

    ChannelBook wrong =
        ChannelBook.read(
            "notifications.yaml",
            """
            channels:
              - name: record
                stream: {connection: kafka-1}
              - name: bell
                sound: {volume: 11}
            lease: {connection: kafka-1, term: 1s}
            """);
    assertThat(wrong.channels()).isEmpty();
    assertThat(wrong.problems())
        .extracting(RuleProblem::sentence)
        .anySatisfy(said -> assertThat(said).contains("\"name\" is missing"))
        .anySatisfy(said -> assertThat(said).contains("volume"))
        .anySatisfy(said -> assertThat(said).contains("from 3 s to 10 min"));
  }

  @Test
  void maintenanceGoesByTheClocksOnTheWallAlsoWhenTheyAreSet() {
    Maintenance nights =
        ChannelBook.read(
                "notifications.yaml",
                """
                maintenance:
                  - {name: nights, from: "01:30", to: "03:30", zone: Europe/Vienna}
                """)
            .maintenance()
            .getFirst();
    assertThat(nights.isAt(Instant.parse("2026-03-29T00:29:59Z"))).as("1:29:59").isFalse();
    assertThat(nights.isAt(Instant.parse("2026-03-29T00:30:00Z"))).as("1:30").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-03-29T01:29:59Z"))).as("3:29:59, an hour").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-03-29T01:30:00Z"))).as("3:30").isFalse();
    assertThat(nights.isAt(Instant.parse("2026-10-24T23:30:00Z"))).as("1:30").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-10-25T02:29:59Z"))).as("3:29:59, three").isTrue();
    assertThat(nights.isAt(Instant.parse("2026-10-25T02:30:00Z"))).as("3:30").isFalse();
    assertThat(nights.isAt(Instant.parse("2028-02-29T01:00:00Z"))).as("a leap day").isTrue();
  }

  @Test
  void wordsOfAnAlertAreNoPartOfADesktopsScript() {
    String evil = "'; Remove-Item x; \" & <b>";
    for (DesktopNotice desktop : DesktopNotice.values()) {
      var words = desktop.command(evil, evil, true);
      assertThat(words.stream().filter(word -> word.contains("Remove-Item")))
          .as("%s: as words of their own, or by the environment", desktop)
          .allSatisfy(word -> assertThat(word).startsWith("'; Remove-Item"));
    }
    assertThat(DesktopNotice.LINUX.command("head", "a < b & c", true))
        .containsSubsequence("--urgency=critical", "--", "head", "a &lt; b &amp; c");
    assertThat(DesktopNotice.of("Mac OS X")).isEqualTo(DesktopNotice.MACOS);
    assertThat(DesktopNotice.of("Windows 11")).isEqualTo(DesktopNotice.WINDOWS);
  }

  @Test
  void aToneFadesInAndOutAndIsNeverTooLoud() {
    byte[] mild = Tone.samples(false);
    byte[] critical = Tone.samples(true);
    assertThat(critical.length).isGreaterThan(mild.length);
    int loudest = 0;
    for (int i = 0; i < mild.length; i += 2) {
      int value = (short) ((mild[i] & 0xff) | (mild[i + 1] << 8));
      loudest = Math.max(loudest, Math.abs(value));
    }
    assertThat(loudest).isBetween(12_000, 14_000);
    assertThat(mild[0] | mild[1] | mild[mild.length - 1]).as("silence at both ends").isZero();
  }

  @Test
  void anAddressCannotSpeakToTheServer() {
    ChannelBook book =
        ChannelBook.read(
            "notifications.yaml",
            """
            channels:
              - name: mail
                mail: {server: localhost, from: w@example.org, to: ["a@b>\\r\\nDATA"]}
            """);
    assertThat(book.channels()).isEmpty();
    assertThat(book.problems()).hasSize(1);
  }

  @Test
  void matchersKnowStars() {
    assertThat(Matchers.match(Map.of("group", "b*g"), "r", Map.of("group", "billing"))).isTrue();
    assertThat(Matchers.match(Map.of("group", "*"), "r", Map.of())).isTrue();
    assertThat(Matchers.match(Map.of("group", "ab*ba"), "r", Map.of("group", "aba"))).isFalse();
    assertThat(Matchers.match(Map.of("rule", "r"), "r", Map.of())).isTrue();
    assertThat(Matchers.match(Map.of("rule", "R"), "r", Map.of())).isFalse();
  }
}
