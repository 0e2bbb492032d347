package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeirTest {
  @Test
  void optionsAloneBelongToTheCommandThatWasNamedBefore() {
    assertThat(Weir.withCommand("demo")).containsExactly("demo");
    assertThat(Weir.withCommand("demo", "--rate", "9")).containsExactly("demo", "--rate", "9");
  }

  @Test
  void aCommandThatIsGivenStands() {
    assertThat(Weir.withCommand("demo", "demo", "--headless"))
        .containsExactly("demo", "--headless");
    assertThat(Weir.withCommand("demo", "lag")).containsExactly("lag");
    assertThat(Weir.withCommand("", "--version")).containsExactly("--version");
    assertThat(Weir.withCommand("")).isEmpty();
  }
}
