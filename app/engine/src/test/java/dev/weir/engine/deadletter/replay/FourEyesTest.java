package dev.weir.engine.deadletter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FourEyesTest {
  private static final Instant AT = Instant.parse("2026-11-22T02:00:00Z");
  private static final Plan PLAN = PlanFile.seal(PlanFileTest.draft()).plan();

  private static Check check(String name, Check.Level level) {
    return new Check(name, level, 1, "", true);
  }

  private static Approval byBen(Check... checks) {
    return FourEyes.approve(PLAN, "ben", AT, List.of(checks)).orElseThrow();
  }

  @Test
  void whoMadeItDoesNotApproveIt() {
    assertThat(FourEyes.approve(PLAN, "Anna ", AT, List.of())).isEmpty();
    assertThat(
            FourEyes.of(
                PLAN, true, List.of(new Approval(PLAN.hash(), "ANNA", AT, java.util.Set.of()))))
        .isInstanceOf(FourEyes.Waiting.class);
    assertThat(FourEyes.of(PLAN, true, List.of()).refusal(List.of()).orElse(""))
        .contains("waits for the approval");
  }

  @Test
  void anApprovalIsForOnePlanOnly() {
    Plan other = PlanFile.seal(PlanFileTest.draft()).plan();

    assertThat(FourEyes.of(PLAN, false, List.of(byBen())))
        .isEqualTo(new FourEyes.Approved(byBen()));
    assertThat(FourEyes.of(other, false, List.of(byBen())))
        .as("the plan itself asks for it")
        .isInstanceOf(FourEyes.Waiting.class);
  }

  @Test
  void whatNoLongerPassesIsApprovedAgain() {
    FourEyes standing = FourEyes.of(PLAN, true, List.of(byBen(check("groups", Check.Level.WARN))));

    assertThat(standing.refusal(List.of(check("groups", Check.Level.WARN)))).isEmpty();
    assertThat(standing.refusal(List.of(check("size", Check.Level.PASS)))).isEmpty();
    assertThat(
            standing.refusal(
                List.of(check("groups", Check.Level.WARN), check("size", Check.Level.WARN))))
        .hasValueSatisfying(
            why -> assertThat(why).contains("ben", "size").doesNotContain("groups"));
  }

  @Test
  void whereNobodyAsksNothingIsRefused() {
    Plan unasked =
        new Plan(
            PLAN.hash(),
            PLAN.created(),
            PLAN.from(),
            "",
            false,
            Optional.empty(),
            PLAN.cluster(),
            PLAN.stream(),
            PLAN.streamIdentity(),
            PLAN.dialect(),
            PLAN.policy(),
            PLAN.after(),
            PLAN.pending(),
            PLAN.selection(),
            PLAN.leftOut(),
            PLAN.ends(),
            PLAN.records());

    assertThat(FourEyes.of(unasked, false, List.of()).refusal(List.of())).isEmpty();
    assertThat(FourEyes.of(unasked, true, List.of()).refusal(List.of()))
        .as("the connection asks")
        .isPresent();
    assertThat(FourEyes.approve(unasked, "ben", AT, List.of()))
        .as("nobody knows who made it")
        .isEmpty();
  }
}
