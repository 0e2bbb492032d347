package dev.weir.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.life.Severity;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.NearMarks;
import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.Letter;
import dev.weir.engine.notify.Notice;
import dev.weir.engine.rules.RuleShelf;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of alerts on a clock of the test's, with the real file. */
class AlertBoardTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final Series STOPPED =
      new Series("group_stopped", Map.of("connection", "shop", "group", "billing"));
  private static final Series LAG =
      new Series("lag_ms", Map.of("connection", "shop", "group", "billing", "stream", "orders"));
  private static final Series DEAD =
      new Series("dead_letters", Map.of("connection", "shop", "stream", "orders-dlt"));
  private static final Series AWAY = new Series("connection_away", Map.of("connection", "shop"));
  private static final String CHANNELS =
      """
      channels:
        - name: all
          webhook: {url: http://localhost:1/}
      repeat: 1h
      """;

  /** Within which another program that tells is followed. */
  private static final Duration HANDOVER = Duration.ofSeconds(45);

  @TempDir Path folder;

  private final Map<Series, Double> values = new HashMap<>();
  private final List<Letter> letters = new ArrayList<>();
  private boolean groupIsThere = true;
  private long wall = T0;
  private long nanos = 5_000_000_000L;
  private AlertTable last = AlertTable.EMPTY;
  private AlertFile file;
  private AlertBoard board;

  @BeforeEach
  void start() throws SQLException {
    file = new AlertFile(folder.resolve("alerts.db"));
    board = board(file);
  }

  @AfterEach
  void stop() throws SQLException {
    file.close();
  }

  private AlertBoard board(AlertFile on) throws SQLException {
    var made =
        new AlertBoard(
            batch -> {
              try {
                letters.addAll(on.write(batch));
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    made.channels(ChannelBook.read("notifications.yaml", CHANNELS));
    made.restore(on.read(wall), wall);
    made.rules(new RuleShelf(folder.resolve("rules")).changed().orElseThrow(), wall);
    return made;
  }

  /** Lets whole seconds pass in which the samples are {@link #values}. */
  private void pass(Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      wall += 1_000;
      nanos += 1_000_000_000L;
      board.second(wall / 1_000, wall, nanos, List.of(), source());
    }
  }

  private SampleSource source() {
    return new SampleSource() {
      @Override
      public void collect(
          long second,
          long nowMillis,
          long nowNanos,
          List<ConnectionStatus> connections,
          SampleSink sink) {
        if (second % EVERY_SECONDS == 0) {
          values.forEach((series, value) -> sink.take(series, value, "It is so."));
        }
      }

      @Override
      public Presence presence(List<ConnectionStatus> connections) {
        return new Presence(
            Set.of("shop"),
            Set.of(new StreamRef("shop", "orders")),
            groupIsThere ? Set.of(new GroupRef("shop", "billing")) : Set.of());
      }
    };
  }

  private AlertTable table() {
    board.handOver();
    last = board.table().orElse(last);
    return last;
  }

  private List<Notice.Kind> told(String rule) {
    return letters.stream()
        .map(Letter::notice)
        .filter(notice -> notice.rule().equals(rule))
        .map(Notice::kind)
        .toList();
  }

  /** What the disk has when the program is killed at this moment, opened by a new one. */
  private void killAndStartAnew(Duration away) throws SQLException, IOException {
    killAndStartAnew(away, 0);
  }

  /**
   * @param torn bytes at the end of what was written last that did not reach the disk
   */
  private void killAndStartAnew(Duration away, int torn) throws SQLException, IOException {
    Path next = Files.createDirectories(folder.resolve("after-" + wall + "-" + letters.size()));
    for (String name : List.of("alerts.db", "alerts.db-wal")) {
      Path from = folder.resolve(name);
      if (Files.exists(from)) {
        Files.copy(from, next.resolve(name));
        if (name.endsWith("wal") && torn > 0) {
          byte[] whole = Files.readAllBytes(from);
          Files.write(next.resolve(name), Arrays.copyOf(whole, whole.length - torn));
        }
      }
    }
    file.close();
    wall += away.toMillis();
    file = new AlertFile(next.resolve("alerts.db"));
    folder = next;
    nanos = 7_000_000_000L;
    letters.clear();
    board = board(file);
  }

  @Test
  void aStoppedGroupIsToldOnceWithWhatIsSoAndItsEnd() {
    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(10));
    assertThat(table().active()).isEmpty();

    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    AlertRow row = table().active().getFirst();
    assertThat(row.rule()).isEqualTo("group-stopped");
    assertThat(row.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(row.state()).isEqualTo(AlertRow.State.FIRING);
    assertThat(row.summary()).isEqualTo("Nobody reads for billing any more, and records wait.");
    assertThat(row.evidence()).isEqualTo("It is so.");
    assertThat(letters).as("told at once").hasSize(1);
    assertThat(letters.getFirst().dueMillis())
        .as("critical waits for no others")
        .isLessThanOrEqualTo(wall);

    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(30));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.RESOLVED);
    assertThat(table().resolved()).hasSize(1);
    assertThat(table().active()).isEmpty();
  }

  @Test
  void whatFiresStillIsToldAgainUnlessSomebodyLooksAfterIt() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(61));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.REMINDER);

    board.acknowledge(table().active().getFirst().id(), "ada", wall);
    pass(Duration.ofHours(3));
    assertThat(told("group-stopped")).hasSize(2);
    assertThat(table().active().getFirst().acknowledgedBy()).isEqualTo("ada");
  }

  @Test
  void aSilenceHoldsBackUntilItEndsAndTheStateGoesOn() {
    board.silence(Map.of("group", "bill*"), Duration.ofMinutes(10), "ada", "deploying", wall);
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(9));
    assertThat(letters).isEmpty();
    assertThat(table().active().getFirst().suppressedBy()).isEqualTo("Silenced by ada");

    pass(Duration.ofMinutes(2));
    assertThat(told("group-stopped"))
        .as("one, as it fires still")
        .containsExactly(Notice.Kind.FIRING);
  }

  @Test
  void aBrokerThatIsAwayExplainsWhatIsOnIt() {
    values.put(AWAY, 1.0);
    pass(Duration.ofSeconds(20));
    values.put(STOPPED, 1.0);
    values.put(LAG, 1_000_000.0);
    pass(Duration.ofMinutes(5));

    assertThat(told("connection-away")).containsExactly(Notice.Kind.FIRING);
    assertThat(told("group-stopped")).isEmpty();
    assertThat(table().active())
        .filteredOn(row -> row.rule().equals("group-stopped"))
        .extracting(AlertRow::suppressedBy)
        .containsExactly("Follows from connection-away");

    values.put(AWAY, 0.0);
    pass(Duration.ofSeconds(10));
    assertThat(told("group-stopped"))
        .as("no cause any more, and it fires still")
        .containsExactly(Notice.Kind.FIRING);
  }

  @Test
  void aGroupThatIsGoneEndsItsAlertForThatReason() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    values.clear();
    groupIsThere = false;
    pass(Duration.ofMinutes(2));

    assertThat(table().active()).isEmpty();
    assertThat(table().resolved().getFirst().endReason()).isEqualTo("The group billing is gone.");
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.RESOLVED);
  }

  @Test
  void comesAndGoesForHoursAndIsToldAFewTimes() {
    for (int i = 0; i < 6 * 60; i++) {
      values.put(STOPPED, i % 2 == 0 ? 1.0 : 0.0);
      pass(Duration.ofSeconds(60));
    }
    assertThat(told("group-stopped").stream().filter(kind -> kind == Notice.Kind.FIRING))
        .as("of 180 starts")
        .hasSizeLessThan(5);
  }

  @Test
  void clocksThatAreSetAndMachinesThatSleepFireNothing() {
    values.put(LAG, 400_000.0);
    pass(Duration.ofSeconds(30));
    assertThat(table().active())
        .extracting(AlertRow::state)
        .containsExactly(AlertRow.State.PENDING);
    wall += Duration.ofHours(8).toMillis();
    pass(Duration.ofSeconds(20));
    assertThat(table().active())
        .as("8 h asleep are no minute in breach")
        .extracting(AlertRow::state)
        .containsExactly(AlertRow.State.PENDING);
    wall -= Duration.ofHours(1).toMillis();
    pass(Duration.ofSeconds(30));
    AlertRow row = table().active().getFirst();
    assertThat(row.state()).as("a minute in breach has passed").isEqualTo(AlertRow.State.FIRING);
    assertThat(row.raisedAt()).as("told by the clock on the wall").isBetween(T0, wall);
  }

  @Test
  void killedWhilePendingTheTimeSoFarCounts() throws Exception {
    values.put(LAG, 400_000.0);
    pass(Duration.ofSeconds(45));
    assertThat(table().active().getFirst().state()).isEqualTo(AlertRow.State.PENDING);
    long id = table().active().getFirst().id();

    killAndStartAnew(Duration.ofMinutes(30));
    pass(Duration.ofSeconds(40));

    AlertRow row = table().active().getFirst();
    assertThat(row.id()).as("the same alert").isEqualTo(id);
    assertThat(row.state()).isEqualTo(AlertRow.State.FIRING);
    assertThat(told("lag-older-than-sla")).containsExactly(Notice.Kind.FIRING);
  }

  @Test
  void killedWhileFiringNothingIsToldTwice() throws Exception {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    assertThat(letters).hasSize(1);
    long id = table().active().getFirst().id();

    killAndStartAnew(Duration.ofMinutes(1));
    assertThat(file.read(wall).letters())
        .as("on its way when the program was killed: is sent by the next one")
        .hasSize(1);
    pass(Duration.ofMinutes(5));
    assertThat(letters).as("nothing new to tell").isEmpty();
    assertThat(table().active()).extracting(AlertRow::id).containsExactly(id);

    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(30));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.RESOLVED);
  }

  @Test
  void killedAfterItsEndItIsNotToldAgain() throws Exception {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(30));
    assertThat(letters).hasSize(2);

    killAndStartAnew(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(2));
    assertThat(letters).isEmpty();
    assertThat(table().resolved()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5_000, 20_000})
  void whatWasTornOnItsWayToTheDiskFiresStillAndIsToldTwiceAtMost(int torn) throws Exception {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    assertThat(letters).hasSize(1);
    killAndStartAnew(Duration.ofMinutes(1), torn);
    int left = file.read(wall).letters().size();
    pass(Duration.ofMinutes(1));
    assertThat(table().active())
        .extracting(AlertRow::rule, AlertRow::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("group-stopped", AlertRow.State.FIRING));
    assertThat(left + told("group-stopped").size())
        .as("on its way still, or told anew")
        .isEqualTo(1);
  }

  @Test
  void aNightAsleepIsToldOnceMoreAndIsNoStorm() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    wall += Duration.ofHours(8).toMillis();
    pass(Duration.ofMinutes(5));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.REMINDER);
    assertThat(letters).as("and of nothing else").hasSize(2);
  }

  @Test
  void whatIsSilencedAfterItWasToldIsToldOnceMoreIfItFiresWhenTheSilenceEnds() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    board.silence(Map.of("group", "billing"), Duration.ofMinutes(10), "ada", "", wall);
    pass(Duration.ofMinutes(9));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING);
    assertThat(table().active().getFirst().state())
        .as("its life goes on")
        .isEqualTo(AlertRow.State.FIRING);
    pass(Duration.ofMinutes(5));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.REMINDER);
  }

  private void toldThenSilenced(Duration time) {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    board.silence(Map.of("group", "billing"), time, "ada", "", wall);
  }

  @Test
  void whoWasToldOfAnAlertIsToldOfItsEndWhenTheSilenceItCameInIsOver() {
    toldThenSilenced(Duration.ofMinutes(10));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(9));
    assertThat(told("group-stopped")).as("silenced").containsExactly(Notice.Kind.FIRING);
    assertThat(table().active()).isEmpty();
    pass(Duration.ofMinutes(2));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.RESOLVED);
    assertThat(letters.getLast().notice().key()).isEqualTo(letters.getFirst().notice().key());
    pass(Duration.ofMinutes(20));
    assertThat(letters).as("once").hasSize(2);
  }

  @Test
  void aSilenceThatIsTakenBackTellsTheEndAtOnce() {
    toldThenSilenced(Duration.ofHours(10));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    board.endSilence(table().silences().getFirst().id(), wall);
    pass(Duration.ofSeconds(2));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING, Notice.Kind.RESOLVED);
  }

  @Test
  void whatBeganAndEndedInASilenceIsToldToNobody() {
    board.silence(Map.of("group", "billing"), Duration.ofMinutes(10), "ada", "", wall);
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(3));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(30));
    assertThat(letters).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theEndOfASilencedAlertIsToldAlsoByTheNextProgram(int kills) throws Exception {
    toldThenSilenced(Duration.ofHours(1));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    for (int i = 0; i < kills; i++) {
      killAndStartAnew(Duration.ofMinutes(5));
      pass(Duration.ofMinutes(5));
      assertThat(letters).as("silenced still").isEmpty();
    }
    pass(Duration.ofHours(1));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.RESOLVED);
    killAndStartAnew(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(5));
    assertThat(letters).as("and by no other").isEmpty();
  }

  @Test
  void theEndOfWhatIsGoneIsToldAfterTheSilenceAlsoByTheNextProgram() throws Exception {
    toldThenSilenced(Duration.ofMinutes(30));
    values.clear();
    groupIsThere = false;
    pass(Duration.ofMinutes(5));
    assertThat(table().active()).isEmpty();
    killAndStartAnew(Duration.ofMinutes(5));
    pass(Duration.ofMinutes(10));
    assertThat(letters).as("silenced still").isEmpty();
    pass(Duration.ofMinutes(15));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.RESOLVED);
    assertThat(letters.getFirst().notice().reason()).isEqualTo("The group billing is gone.");
  }

  @Test
  void anEndIsNotToldOfWhatFiresAgain() {
    toldThenSilenced(Duration.ofHours(2));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(30));
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(30));
    assertThat(told("group-stopped")).as("silenced").containsExactly(Notice.Kind.FIRING);
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(30));
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(45));
    assertThat(told("group-stopped"))
        .as("fires still, by another alert of the same series")
        .containsExactly(Notice.Kind.FIRING, Notice.Kind.FIRING);
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(15));
    assertThat(told("group-stopped"))
        .containsExactly(Notice.Kind.FIRING, Notice.Kind.FIRING, Notice.Kind.RESOLVED);
  }

  @Test
  void theEndOfTheLastOfSeveralInASilenceIsTold() throws Exception {
    toldThenSilenced(Duration.ofHours(2));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(30));
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(30));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(15));
    killAndStartAnew(Duration.ofMinutes(1));
    pass(Duration.ofHours(1));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.RESOLVED);
  }

  @Test
  void whoWasToldOfAnAlertIsToldThatItsRuleIsTakenAway() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Path mine = folder.resolve("rules/mine.yaml");
    Files.writeString(
        mine, "rules:\n  - {name: ours, metric: group_stopped, threshold: {above: 0.5}}\n");
    board = board(file);
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(2));
    Files.delete(mine);
    board.rules(new RuleShelf(folder.resolve("rules")).changed().orElseThrow(), wall);
    pass(Duration.ofMinutes(2));
    assertThat(told("ours")).containsExactly(Notice.Kind.FIRING, Notice.Kind.RESOLVED);
    assertThat(letters.getLast().notice().reason()).isEqualTo("Its rule is not there any more.");
  }

  @Test
  void groupsThatComeAndGoLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 500; i++) {
      values.clear();
      values.put(
          new Series("group_stopped", Map.of("connection", "shop", "group", "g" + i)),
          i % 2 == 0 ? 1.0 : 0.0);
      pass(Duration.ofSeconds(5));
    }
    assertThat(table().rules())
        .filteredOn(rule -> rule.name().equals("group-stopped"))
        .extracting(RuleRow::series)
        .allSatisfy(series -> assertThat(series).as("of 500").isLessThan(20));
    assertThat(table().active()).hasSizeLessThan(20);
    assertThat(file.read(wall).lives()).as("on disk").hasSizeLessThan(40);
  }

  @Test
  void aRuleThatFailsAndOneWithTooManySeriesSaySoAndHarmNoOthers() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/mine.yaml"),
        """
        rules:
          - name: broken
            metric: group_stopped
            when: int(labels.group) > 3
            threshold: {above: 0.5}
        """);
    board = board(file);
    for (int i = 0; i < AlertBoard.MOST_SERIES_OF_A_RULE + 50; i++) {
      values.put(
          new Series("group_stopped", Map.of("connection", "c" + i % 7, "group", "g" + i)), 1.0);
    }
    values.put(AWAY, 1.0);
    pass(Duration.ofSeconds(20));
    AlertTable now = table();
    assertThat(now.active().stream().filter(row -> row.rule().equals("group-stopped")).count())
        .as("those that it took on, as fast as it may")
        .isBetween(10L, (long) AlertBoard.MOST_SERIES_OF_A_RULE);
    assertThat(now.active())
        .filteredOn(row -> row.rule().equals("connection-away"))
        .extracting(AlertRow::state)
        .containsExactly(AlertRow.State.FIRING);
    assertThat(now.rules())
        .filteredOn(rule -> rule.health() == RuleRow.Health.ERROR)
        .extracting(RuleRow::name)
        .containsExactly("broken");
    assertThat(now.rules())
        .filteredOn(rule -> rule.name().equals("group-stopped"))
        .as("it is slow, too, where the machine is")
        .allSatisfy(
            rule -> {
              assertThat(rule.series()).isEqualTo(AlertBoard.MOST_SERIES_OF_A_RULE);
              assertThat(rule.health()).isIn(RuleRow.Health.LIMITED, RuleRow.Health.SLOW);
            });
  }

  @Test
  void silencesOutliveTheProgram() throws Exception {
    board.silence(Map.of("rule", "group-stopped"), Duration.ofHours(1), "ada", "", wall);
    pass(Duration.ofSeconds(1));
    killAndStartAnew(Duration.ofMinutes(1));
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(2));
    assertThat(letters).isEmpty();
  }

  @Test
  void whoDoesNotLeadTellsNobodyUntilItDoes() {
    follow();
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    assertThat(letters).isEmpty();
    lead();
    pass(Duration.ofSeconds(1));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING);
  }

  private void follow() {
    board.leads(false, "", HANDOVER, wall);
  }

  private void lead() {
    board.leads(true, "", HANDOVER, wall);
  }

  @Test
  void whoFollowsOneThatDiedTellsTheEndsThatItMayNotHaveTold() {
    follow();
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(20));
    assertThat(table().active()).isEmpty();
    assertThat(letters).as("the other one tells").isEmpty();
    lead();
    pass(Duration.ofMinutes(5));
    assertThat(told("group-stopped")).as("once").containsExactly(Notice.Kind.RESOLVED);
  }

  @Test
  void anEndLongAgoWasToldByTheOtherOne() {
    follow();
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(2));
    lead();
    pass(Duration.ofMinutes(5));
    assertThat(letters).isEmpty();
  }

  @Test
  void whoHasLostTheLeaseLeavesEndsToTheOtherOneAndDoesNotTellThemLater() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING);
    follow();
    pass(Duration.ofMinutes(3));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(3));
    lead();
    pass(Duration.ofMinutes(5));
    assertThat(told("group-stopped")).containsExactly(Notice.Kind.FIRING);
  }

  @Test
  void whoFindsOverWhatItToldBeforeItWasKilledTellsSoAlsoIfItDoesNotLead() throws Exception {
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    killAndStartAnew(Duration.ofMinutes(10));
    follow();
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    assertThat(told("group-stopped"))
        .as("no other program need have been there")
        .containsExactly(Notice.Kind.RESOLVED);

    values.put(STOPPED, 1.0);
    lead();
    pass(Duration.ofMinutes(21));
    assertThat(told("group-stopped")).endsWith(Notice.Kind.FIRING);
    killAndStartAnew(Duration.ofMinutes(1));
    follow();
    pass(Duration.ofMinutes(5));
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    assertThat(letters).as("the other one had long seen it fire").isEmpty();
  }

  @Test
  void aRuleOfTheUsersTakesThePlaceOfThePacks() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/mine.yaml"),
        """
        rules:
          - name: group-stopped
            metric: group_stopped
            where: labels.group != "billing"
            threshold: {above: 0.5}
        """);
    board = board(file);
    values.put(STOPPED, 1.0);
    pass(Duration.ofMinutes(1));
    assertThat(letters).isEmpty();
    assertThat(table().rules())
        .filteredOn(rule -> rule.name().equals("group-stopped"))
        .extracting(RuleRow::source)
        .containsExactly("mine.yaml");
  }

  @Test
  void whatIsNoProblemIsToleratedHereAlsoAfterTheProgramWasKilledUntilThatIsTakenBack()
      throws Exception {
    var other =
        new Series("lag_ms", Map.of("connection", "shop", "group", "b", "stream", "orders"));
    values.put(LAG, 330_000.0);
    pass(Duration.ofMinutes(2));
    AlertRow row = table().active().getFirst();
    assertThat(row.state()).isEqualTo(AlertRow.State.FIRING);
    board.noProblem(row.id(), "ada", wall);
    pass(Duration.ofMinutes(2));
    assertThat(table().active()).as("over, as it is no problem").isEmpty();
    assertThat(table().rules())
        .filteredOn(rule -> rule.name().equals("lag-older-than-sla"))
        .extracting(RuleRow::adjusted)
        .containsExactly(1);

    killAndStartAnew(Duration.ofMinutes(1));
    values.put(LAG, 340_000.0);
    values.put(other, 340_000.0);
    pass(Duration.ofMinutes(5));
    assertThat(table().active())
        .as("tolerated on its series alone")
        .extracting(AlertRow::series)
        .containsExactly(other);
    assertThat(file.history(row.id()))
        .extracting(HistoryLine::what)
        .containsExactly("pending", "fires", "no problem", "recovering", "over");

    Adjustment made = table().adjustments().getFirst();
    assertThat(made.cause())
        .isEqualTo(
            "ada says it is no problem: 1.32 times its limit is tolerated here, 1 times its limit"
                + " before.");
    board.undo(made.id(), "bob", wall);
    pass(Duration.ofMinutes(5));
    assertThat(table().active()).extracting(AlertRow::series).contains(LAG);
    assertThat(table().adjustments().getFirst().undoneBy()).isEqualTo("bob");

    killAndStartAnew(Duration.ofMinutes(1));
    assertThat(table().adjustments().getFirst().counts()).as("stays undone").isFalse();
  }

  @Test
  void ofALimitOf0AsMuchAsItWasIsTolerated() {
    var dead = new Series("dead_letters", Map.of("connection", "shop", "stream", "orders.dlq"));
    values.put(dead, 0.0);
    pass(Duration.ofMinutes(1));
    values.put(dead, 33.0);
    pass(Duration.ofMinutes(1));
    AlertRow row = table().active().getFirst();
    board.noProblem(row.id(), "ada", wall);
    pass(Duration.ofMinutes(2));
    assertThat(table().active()).as("over, as it is no problem").isEmpty();
    assertThat(table().adjustments().getFirst().cause())
        .isEqualTo("ada says it is no problem: up to 39.8 is tolerated here, up to 0 before.");
    values.put(dead, 75.0);
    pass(Duration.ofMinutes(1));
    assertThat(table().active()).as("more than was tolerated").hasSize(1);
    assertThat(table().active().getFirst().reason())
        .isEqualTo("Delta over 10 min is 75, above 0; up to 39.8 is tolerated here.");
  }

  @Test
  void criticalAlertsAreNotAdjusted() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    AlertRow row = table().active().getFirst();
    assertThat(row.isAdjustable()).isFalse();
    board.noProblem(row.id(), "ada", wall);
    pass(Duration.ofMinutes(1));
    assertThat(table().active()).extracting(AlertRow::id).containsExactly(row.id());
    assertThat(table().adjustments()).isEmpty();
  }

  @Test
  void whatWasLearntOutlivesTheProgramAndASpoiltStateIsBegunAnew() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    String mine =
        """
        rules:
          - name: window
            metric: lag_ms
            threshold: {aggregate: max, over: 30m, above: 250000}
        """;
    Files.writeString(folder.resolve("rules/mine.yaml"), mine);
    board = board(file);
    values.put(LAG, 1_000.0);
    pass(Duration.ofMinutes(31));
    board.end();

    killAndStartAnew(Duration.ofMinutes(1));
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/mine.yaml"), mine);
    board = board(file);
    values.put(LAG, 260_000.0);
    pass(Duration.ofSeconds(10));
    assertThat(table().active())
        .as("the window is full still")
        .extracting(AlertRow::rule)
        .containsExactly("window");
    board.end();

    file.close();
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE learnt SET body = x'0102030405'")).isPositive();
    }
    file = new AlertFile(folder.resolve("alerts.db"));
    board = board(file);
    pass(Duration.ofSeconds(10));
    assertThat(table().active()).as("what fired fires").hasSize(1);
    pass(Duration.ofMinutes(31));
    assertThat(table().active()).extracting(AlertRow::rule).contains("window");
  }

  @Test
  void aFileOfTheVersionBeforeIsTakenOver() throws Exception {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    long id = table().active().getFirst().id();
    file.close();
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE hour");
      statement.execute("DROP TABLE learnt");
      statement.execute("DROP TABLE adjustment");
      statement.execute("DROP INDEX history_of_alert");
      statement.execute("PRAGMA user_version = 1");
    }
    file = new AlertFile(folder.resolve("alerts.db"));
    board = board(file);
    pass(Duration.ofSeconds(10));
    assertThat(table().active()).extracting(AlertRow::id).containsExactly(id);
  }

  @Test
  void aRuleOnOtherRulesFiresWithThemAndGoesOnAfterTheProgramWasKilled() throws Exception {
    String mine =
        """
        rules:
          - name: late-and-stopped
            summary: ${group} is late and stands.
            by: [connection, group]
            severity: critical
            composite: lag-older-than-sla and group-stopped
          - name: twice
            by: [connection, group]
            pattern:
              count: {metric: group_stopped, when: value > 0.5}
              at-least: 2
              within: 30m
        """;
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/mine.yaml"), mine);
    board = board(file);
    values.put(STOPPED, 0.0);
    values.put(LAG, 400_000.0);
    pass(Duration.ofMinutes(2));
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(20));
    AlertRow row =
        table().active().stream()
            .filter(one -> one.rule().equals("late-and-stopped"))
            .findFirst()
            .orElseThrow();
    assertThat(row.summary()).isEqualTo("billing is late and stands.");
    assertThat(row.reason()).contains("lag-older-than-sla and group-stopped fire");
    assertThat(row.labels()).containsEntry("group", "billing");
    assertThat(board.curve(row.id()).orElseThrow().values()).endsWith(1);
    board.end();

    killAndStartAnew(Duration.ofMinutes(1));
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/mine.yaml"), mine);
    board = board(file);
    pass(Duration.ofSeconds(30));
    assertThat(table().active())
        .filteredOn(one -> one.rule().equals("late-and-stopped"))
        .as("the same alert, still firing")
        .extracting(AlertRow::id, AlertRow::state)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(row.id(), AlertRow.State.FIRING));
    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(30));
    assertThat(table().active())
        .extracting(AlertRow::rule)
        .doesNotContain("late-and-stopped", "twice");
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(30));
    assertThat(table().active())
        .as("once before the program was killed, once after")
        .extracting(AlertRow::rule)
        .contains("twice");
  }

  @Test
  void anAlertTellsWhatElseHasBegunToFireNearIt() {
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    values.put(LAG, 400_000.0);
    pass(Duration.ofMinutes(2));
    assertThat(table().active())
        .filteredOn(row -> row.rule().equals("lag-older-than-sla"))
        .flatExtracting(AlertRow::near)
        .containsExactly(
            "Also fires, group-stopped: Nobody reads for billing any more, and records wait.");
  }

  @Test
  void anAlertShowsItsLimitAndWhatWasSo() {
    values.put(LAG, 10_000.0);
    pass(Duration.ofMinutes(1));
    values.put(LAG, 400_000.0);
    pass(Duration.ofMinutes(2));
    AlertRow row = table().active().getFirst();
    AlertCurve curve = board.curve(row.id()).orElseThrow();
    assertThat(curve.upper()).isEqualTo(300_000);
    assertThat(curve.critical()).isEqualTo(900_000);
    assertThat(curve.values()).startsWith(10_000).endsWith(400_000);
    assertThat(curve.epochMillis()).isSorted().hasSizeGreaterThan(30);
    assertThat(curve.badFromMillis()).isBetween(T0 + 60_000, T0 + 70_000);
  }

  @Test
  void whereACountersGrowthIsLimitedTheGrowthIsShownBesideTheLimit() {
    values.put(DEAD, 5_000.0);
    pass(Duration.ofMinutes(1));
    values.put(DEAD, 5_030.0);
    pass(Duration.ofMinutes(1));
    AlertCurve curve = board.curve(table().active().getFirst().id()).orElseThrow();
    assertThat(curve.over()).contains(Duration.ofMinutes(10));
    assertThat(curve.critical()).isEqualTo(100);
    assertThat(curve.values()).startsWith(Double.NaN, 0, 0).endsWith(30, 30);

    pass(Duration.ofMinutes(30));
    values.put(DEAD, 5_031.0);
    pass(Duration.ofMinutes(1));
    curve = board.curve(table().active().getFirst().id()).orElseThrow();
    assertThat(curve.values()).as("of old ones it is not known").startsWith(Double.NaN, Double.NaN);
    assertThat(curve.values()).endsWith(1, 1);
  }

  private static DeployMark mark(long id, long atMillis, String text, DeployMark.About about) {
    return new DeployMark(id, atMillis, text, about, "ci");
  }

  private static AlertBook.Nearby naming(DeployMark... marks) {
    return (row, at) ->
        NearMarks.sentences(
            List.of(marks),
            DeployMark.About.of(row.labels()),
            (group, stream) -> false,
            row.pendingAt(),
            row.raisedAt());
  }

  @Test
  void whatWasDeployedBeforeIsNamedToldAndStillThereAfterAKill() throws Exception {
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    DeployMark ours =
        mark(1, wall - 240_000, "billing 2.3.1", new DeployMark.About("shop", "", "billing"));
    DeployMark others =
        mark(2, wall - 60_000, "audit 9", new DeployMark.About("shop", "", "audit"));
    board.nearby(naming(ours, others));
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    List<String> near = table().active().getFirst().near();
    assertThat(near).containsExactly("Deploy mark \"billing 2.3.1\" 4 min before.");
    assertThat(letters.getFirst().notice().near()).isEqualTo(near);

    killAndStartAnew(Duration.ofSeconds(30));
    assertThat(table().active().getFirst().near()).isEqualTo(near);
    assertThat(file.episodes(0).getFirst().near()).isEqualTo(near);
  }

  @Test
  void aMarkThatComesLaterIsAddedAndAMistakenOneTakenAway() throws Exception {
    values.put(STOPPED, 0.0);
    pass(Duration.ofMinutes(5));
    DeployMark wrong = mark(1, wall - 240_000, "wrong", DeployMark.About.EVERYTHING);
    DeployMark late = mark(2, wall - 120_000, "late", DeployMark.About.EVERYTHING);
    board.nearby(naming(wrong));
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    assertThat(table().active().getFirst().near())
        .containsExactly("Deploy mark \"wrong\" 4 min before.");

    board.nearby(naming(wrong), naming(late));
    List<String> near = table().active().getFirst().near();
    assertThat(near).hasSize(1).first().asString().startsWith("Deploy mark \"late\" 2 min");

    killAndStartAnew(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(2));
    board.nearby(naming(), naming(late));
    assertThat(table().active().getFirst().near())
        .as("what is read first after a start is nothing new")
        .isEqualTo(near);
  }

  @Test
  void aLetterOfAnEarlierWeirIsStillSent() throws Exception {
    values.put(STOPPED, 0.0);
    pass(Duration.ofSeconds(10));
    values.put(STOPPED, 1.0);
    pass(Duration.ofSeconds(10));
    assertThat(letters).hasSize(1);
    file.close();
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        var statement = db.createStatement()) {
      statement.execute("UPDATE letter SET body = json_remove(body, '$.near')");
    }
    file = new AlertFile(folder.resolve("alerts.db"));
    AlertFile.Kept kept = file.read(wall);
    assertThat(kept.letters()).hasSize(1);
    assertThat(kept.letters().getFirst().notice().near()).isEmpty();
  }
}
