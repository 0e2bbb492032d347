package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedItemsTest {
  private static final String TEXT =
      """
      # Ours, kept on purpose. 🦜
      rules:
        # The first.
        - name: one
          metric: lag   # in records
          threshold: {above: {warning: 10, critical: 20}, recover: 5}   # tight
          for: 1m

        - name: two   # the second
          summary: "A \\"quoted\\" one"
          threshold:
            over: 5m
            above: 100
            # nothing below
          labels:
            team: shop
      # The end.
      """;

  @Test
  void aValueIsReplacedAndNothingElseIsTouched() {
    String changed =
        NamedItems.RULES.at("one").set(TEXT, List.of("threshold", "above", "critical"), "30");
    assertThat(changed).isEqualTo(TEXT.replace("critical: 20", "critical: 30"));
    changed = NamedItems.RULES.at("two").set(TEXT, List.of("threshold", "above"), "250");
    assertThat(changed).isEqualTo(TEXT.replace("above: 100", "above: 250"));
    changed = NamedItems.RULES.at("two").set(TEXT, List.of("summary"), "It's: here");
    assertThat(changed).isEqualTo(TEXT.replace("\"A \\\"quoted\\\" one\"", "\"It's: here\""));
    assertThat(NamedItems.RULES.at("two").value(changed, List.of("summary")))
        .contains("It's: here");
  }

  @Test
  void aMissingValueIsAddedWhereItBelongs() {
    String changed = NamedItems.RULES.at("one").set(TEXT, List.of("severity"), "critical");
    assertThat(changed).isEqualTo(TEXT.replace("for: 1m\n", "for: 1m\n    severity: critical\n"));
    changed = NamedItems.RULES.at("one").set(TEXT, List.of("threshold", "over"), "5m");
    assertThat(changed).isEqualTo(TEXT.replace("recover: 5}", "recover: 5, over: 5m}"));
    changed = NamedItems.RULES.at("two").set(TEXT, List.of("threshold", "recover"), "80");
    assertThat(changed).isEqualTo(TEXT.replace("above: 100\n", "above: 100\n      recover: 80\n"));
    changed = NamedItems.RULES.at("two").set(TEXT, List.of("where"), "labels.group != \"batch\"");
    assertThat(changed)
        .isEqualTo(
            TEXT.replace(
                "team: shop\n", "team: shop\n    where: \"labels.group != \\\"batch\\\"\"\n"));
    assertThat(NamedItems.RULES.at("two").value(changed, List.of("where")))
        .contains("labels.group != \"batch\"");
  }

  @Test
  void anEmptyValueTakesItsKeyAway() {
    assertThat(NamedItems.RULES.at("one").set(TEXT, List.of("for"), ""))
        .isEqualTo(TEXT.replace("    for: 1m\n", ""));
    assertThat(NamedItems.RULES.at("one").set(TEXT, List.of("threshold", "recover"), " "))
        .isEqualTo(TEXT.replace(", recover: 5}", "}"));
    assertThat(NamedItems.RULES.at("two").set(TEXT, List.of("threshold", "over"), ""))
        .isEqualTo(TEXT.replace("over: 5m\n      above", "above"));
    assertThat(NamedItems.RULES.at("two").set(TEXT, List.of("not-there"), "")).isEqualTo(TEXT);
  }

  @Test
  void everyValueOfTheDefaultPackCanBeSetAndTheFileStaysSound() {
    String pack = RuleBook.defaultPackText();
    String changed = pack;
    for (String rule : NamedItems.RULES.names(pack)) {
      for (FormField field : RuleForm.fields(pack, rule)) {
        if (!field.value().isEmpty()) {
          changed = NamedItems.RULES.at(rule).set(changed, field.path(), field.value());
        }
      }
      changed =
          NamedItems.RULES.at(rule).set(changed, List.of("runbook"), "https://example.org/" + rule);
    }
    RuleBook book = RuleBook.of("pack", changed);
    assertThat(book.problems()).isEmpty();
    assertThat(book.rules())
        .allMatch(rule -> rule.runbook().orElse("").endsWith("/" + rule.name()));
    assertThat(book.rules().stream().map(rule -> rule.name() + rule.check() + rule.life()).toList())
        .isEqualTo(
            RuleBook.defaultPack().rules().stream()
                .map(rule -> rule.name() + rule.check() + rule.life())
                .toList());
  }

  @Test
  void aRuleIsTakenOutWithItsCommentsAndPutBehindOthers() {
    String alone = NamedItems.RULES.alone(TEXT, "one").orElseThrow();
    assertThat(alone)
        .isEqualTo(
            """
            rules:
              # The first.
              - name: one
                metric: lag   # in records
                threshold: {above: {warning: 10, critical: 20}, recover: 5}   # tight
                for: 1m
            """);
    String both =
        NamedItems.RULES.appended(alone, NamedItems.RULES.alone(TEXT, "two").orElseThrow());
    assertThat(NamedItems.RULES.names(both)).containsExactly("one", "two");
    assertThat(RuleBook.of("f", both).problems()).isEmpty();
    List<String> taken = new ArrayList<>();
    for (String name : NamedItems.RULES.names(RuleBook.defaultPackText())) {
      String one = NamedItems.RULES.alone(RuleBook.defaultPackText(), name).orElseThrow();
      assertThat(RuleBook.of(name, one).problems()).as(name).isEmpty();
      taken.addAll(NamedItems.RULES.names(one));
    }
    assertThat(taken).isEqualTo(NamedItems.RULES.names(RuleBook.defaultPackText()));
  }

  @Test
  void whatIsNoYamlStaysAsItIs() {
    assertThat(NamedItems.RULES.at("one").set("rules: [", List.of("for"), "1m"))
        .isEqualTo("rules: [");
    assertThat(NamedItems.RULES.names("a: b")).isEmpty();
    assertThat(NamedItems.RULES.at("one").set("", List.of("for"), "1m")).isEmpty();
  }
}
