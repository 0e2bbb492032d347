package dev.weir.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.rules.RuleShelf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules are tried on what was recorded, with the real files. */
class RuleWorkshopTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final long HOUR = NOW / HourSamples.HOUR_MILLIS;
  private static final Series BILLING = new Series("lag", Map.of("group", "billing"));
  private static final Series SHIPPING = new Series("lag", Map.of("group", "shipping"));
  private static final String RULE =
      """
      # Ours.
      rules:
        - name: mine
          metric: lag   # in records
          threshold: {above: 100}
      """;

  @TempDir Path folder;

  private AlertStore store = new AlertStore(Path.of("none"), InstantSource.system());

  @AfterEach
  void close() {
    store.close();
  }

  private RuleWorkshop workshop() {
    store = new AlertStore(folder.resolve("alerts.db"), InstantSource.system());
    store.connect(letter -> {}, delivery -> {});
    return new RuleWorkshop(
        folder.resolve("rules"),
        store,
        InstantSource.fixed(java.time.Instant.ofEpochMilli(NOW)),
        () -> java.util.concurrent.CompletableFuture.completedFuture(null));
  }

  /** Writes some hours up to now, by the minute counted from their beginning. */
  private void record(Series series, int hours, IntToDoubleFunction value) {
    for (int hour = 0; hour < hours; hour++) {
      float[] minutes = new float[HourSamples.MINUTES];
      for (int i = 0; i < minutes.length; i++) {
        minutes[i] = (float) value.applyAsDouble(hour * HourSamples.MINUTES + i);
      }
      var batch = new AlertBatch();
      batch.recorded(
          new AlertBatch.Recorded(series, new HourSamples.Hour(HOUR - hours + hour, minutes)));
      store.write(batch);
    }
  }

  private RulePreview preview(RuleWorkshop workshop, String text) throws Exception {
    return workshop.preview(text, "mine").get(20, TimeUnit.SECONDS);
  }

  @Test
  void rulesThatSomebodyHandsOverTakeNothingsPlace() throws Exception {
    RuleWorkshop workshop = workshop();
    Path mail = Files.createDirectories(folder.resolve("mail"));
    Path theirs = Files.writeString(mail.resolve("team.weir.yaml"), RULE);
    RuleDesk.Draft first = workshop.handedOver(theirs).get(20, TimeUnit.SECONDS);
    assertThat(first).isEqualTo(new RuleDesk.Draft("team.weir.yaml", RULE, "mine", ""));
    assertThat(workshop.save(first).get(20, TimeUnit.SECONDS)).isEmpty();

    Files.writeString(theirs, RULE.replace("100", "200"));
    RuleDesk.Draft second = workshop.handedOver(theirs).get(20, TimeUnit.SECONDS);

    assertThat(second.file()).as("beside the one of that name").isEqualTo("team.weir-2.yaml");
    Path ours = folder.resolve("rules").resolve("team.weir.yaml");
    assertThat(ours).hasContent(RULE);
    assertThat(workshop.handedOver(ours).get(20, TimeUnit.SECONDS).file())
        .as("one of ours is changed where it is")
        .isEqualTo("team.weir.yaml");
    assertThat(workshop.handedOver(mail.resolve("gone.yaml")).get(20, TimeUnit.SECONDS).text())
        .isEmpty();
  }

  @Test
  void tellsHowOftenARuleWouldHaveFiredAndShowsIt() throws Exception {
    RuleWorkshop workshop = workshop();
    record(BILLING, 48, minute -> minute % 600 < 5 ? 500 : 50);
    record(SHIPPING, 48, minute -> minute == 1000 ? 101 : 20);
    RulePreview preview = preview(workshop, RULE);
    assertThat(preview.problems()).isEmpty();
    assertThat(preview.sentence()).isEqualTo("Would have fired 6 times in 2 days, on 2 series.");
    assertThat(preview.series())
        .containsExactly(new RulePreview.Fired(BILLING, 5), new RulePreview.Fired(SHIPPING, 1));
    RulePreview.Curve curve = preview.curve().orElseThrow();
    assertThat(curve.series()).isEqualTo(BILLING);
    assertThat(curve.fired()).hasSize(5);
    assertThat(curve.fired().getFirst().toMillis() - curve.fired().getFirst().fromMillis())
        .isEqualTo(5 * 60_000L);
    assertThat(Arrays.stream(curve.values()).max()).as("no peak is lost").hasValue(500);
    assertThat(curve.upper()).contains(100);

    assertThat(preview(workshop, RULE.replace("100", "1000")).sentence())
        .isEqualTo("Would have fired 0 times in 2 days, on 2 series.");
    assertThat(preview(workshop, RULE.replace("metric: lag ", "metric: pending ")).sentence())
        .isEqualTo("Nothing that it watches has been recorded yet.");
    RulePreview wrong = preview(workshop, RULE.replace("above: 100", "abov: 100"));
    assertThat(wrong.sentence()).isEmpty();
    assertThat(wrong.problems()).anyMatch(problem -> problem.line() == 5 && problem.column() == 17);
  }

  @Test
  void whatIsRecordedTwiceIsPutTogetherAndHolesStayHoles() throws Exception {
    RuleWorkshop workshop = workshop();
    record(BILLING, 3, minute -> minute < 30 ? 1 : Double.NaN);
    record(BILLING, 3, minute -> minute >= 30 && minute < 60 ? 2 : Double.NaN);
    StoredSeries.Found found =
        store
            .recorded(BILLING::equals, NOW - 9 * HourSamples.HOUR_MILLIS, 5)
            .get(9, TimeUnit.SECONDS);
    float[] minutes = found.series().getFirst().minutes();
    assertThat(minutes).hasSize(180);
    assertThat(minutes[29]).isEqualTo(1);
    assertThat(minutes[30]).isEqualTo(2);
    assertThat(minutes[60]).isNaN();
  }

  @Test
  void aRuleOfThePackIsCopiedAndSavedWithItsComments() throws Exception {
    RuleWorkshop workshop = workshop();
    RuleDesk.Draft draft = workshop.open("lag-older-than-sla").get(9, TimeUnit.SECONDS);
    assertThat(draft.file()).isEqualTo("mine.yaml");
    assertThat(draft.text()).startsWith("rules:\n  - name: lag-older-than-sla\n");
    assertThat(workshop.save(draft).get(9, TimeUnit.SECONDS)).isEmpty();
    assertThat(Files.readString(folder.resolve("rules/mine.yaml"))).isEqualTo(draft.text());
    RuleShelf.Contents contents = new RuleShelf(folder.resolve("rules")).changed().orElseThrow();
    assertThat(contents.problems()).isEmpty();
    assertThat(contents.rules())
        .filteredOn(one -> one.rule().name().equals("lag-older-than-sla"))
        .extracting(RuleShelf.Shelved::source)
        .containsExactly("mine.yaml");

    RuleDesk.Draft another = workshop.begin().get(9, TimeUnit.SECONDS);
    assertThat(another.text()).startsWith(draft.text().strip());
    assertThat(another.rule()).isEqualTo("new-rule");
    assertThat(preview(workshop, another.text()).problems()).isEmpty();
    assertThat(
            workshop
                .save(new RuleDesk.Draft("mine.yaml", "rules:\n  - nam: x\n", "x", draft.text()))
                .get(9, TimeUnit.SECONDS))
        .as("what is wrong is not written")
        .isPresent();
    assertThat(workshop.save(new RuleDesk.Draft("../x.yaml", "", "", "")).get(9, TimeUnit.SECONDS))
        .contains("The file would be outside of the rules' folder.");
    assertThat(workshop.save(draft).get(9, TimeUnit.SECONDS).orElse(""))
        .as("it was written since the draft was opened")
        .contains("was changed by somebody else meanwhile");

    assertThat(workshop.save(another).get(9, TimeUnit.SECONDS)).isEmpty();
    assertThat(workshop.remove("new-rule").get(9, TimeUnit.SECONDS)).isEmpty();
    assertThat(Files.readString(folder.resolve("rules/mine.yaml")).strip())
        .isEqualTo(draft.text().strip());
    assertThat(workshop.remove("data-lost").get(9, TimeUnit.SECONDS))
        .contains("No file of yours has the rule data-lost. It comes with Weir.");
    assertThat(List.of(folder.resolve("rules").toFile().list())).containsExactly("mine.yaml");
    assertThat(workshop.remove("lag-older-than-sla").get(9, TimeUnit.SECONDS)).isEmpty();
    assertThat(folder.resolve("rules").toFile().list()).as("a file without a rule").isEmpty();
  }
}
