package dev.weir.engine.deadletter.workbench;

import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.FourEyes;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.Redeaths;
import java.util.List;
import java.util.Optional;

/**
 * One plan, as far as it is.
 *
 * @param sentence what a person should know now; empty where the rest says all
 * @param looked records read so far, while planning
 * @param plan empty until it is made
 * @param rehearsal as far as it is; empty before one
 * @param job empty until it was run
 * @param after what became of the records that were written; empty until it was looked at
 * @param fourEyes whether a second person has approved the plan, where one must
 * @param receipts the newest records that were settled, newest first
 */
public record ReplayState(
    ReplayStage stage,
    String sentence,
    long looked,
    Optional<Plan> plan,
    List<Check> checks,
    Optional<Rehearsal> rehearsal,
    Optional<Job> job,
    Optional<Redeaths.Found> after,
    FourEyes fourEyes,
    List<Receipt> receipts) {
  static final ReplayState BEGINNING =
      new ReplayState(
          ReplayStage.PLANNING,
          "",
          0,
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new FourEyes.NotAsked(),
          List.of());

  public ReplayState {
    checks = List.copyOf(checks);
    receipts = List.copyOf(receipts);
  }

  ReplayState at(ReplayStage now, String words) {
    return new ReplayState(
        now, words, looked, plan, checks, rehearsal, job, after, fourEyes, receipts);
  }

  ReplayState looked(long records) {
    return new ReplayState(
        stage, sentence, records, plan, checks, rehearsal, job, after, fourEyes, receipts);
  }

  ReplayState with(Plan made) {
    return new ReplayState(
        stage,
        sentence,
        looked,
        Optional.of(made),
        checks,
        rehearsal,
        job,
        after,
        fourEyes,
        receipts);
  }

  ReplayState with(List<Check> made) {
    return new ReplayState(
        stage, sentence, looked, plan, made, rehearsal, job, after, fourEyes, receipts);
  }

  ReplayState with(Rehearsal made) {
    return new ReplayState(
        stage, sentence, looked, plan, checks, Optional.of(made), job, after, fourEyes, receipts);
  }

  ReplayState with(Job now) {
    return new ReplayState(
        stage,
        sentence,
        looked,
        plan,
        checks,
        rehearsal,
        Optional.of(now),
        after,
        fourEyes,
        receipts);
  }

  ReplayState with(Redeaths.Found found) {
    return new ReplayState(
        stage,
        sentence,
        looked,
        plan,
        checks,
        rehearsal,
        job,
        Optional.of(found),
        fourEyes,
        receipts);
  }

  ReplayState with(FourEyes standing) {
    return new ReplayState(
        stage, sentence, looked, plan, checks, rehearsal, job, after, standing, receipts);
  }

  ReplayState withReceipts(List<Receipt> newest) {
    return new ReplayState(
        stage, sentence, looked, plan, checks, rehearsal, job, after, fourEyes, newest);
  }
}
