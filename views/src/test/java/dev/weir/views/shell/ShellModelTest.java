package dev.weir.views.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Setting.TimeZoneChoice;
import dev.weir.views.fake.FakeConsole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ShellModelTest {
  private final FakeConsole console = new FakeConsole();
  private final ShellModel model = new ShellModel(console);

  @Test
  void troubleIsCountedWhereItIs() {
    model.apply(console.overview().latest().value());
    model.apply(console.connections().statuses().latest().value());
    assertThat(model.badge(Place.GROUPS))
        .isEqualTo(
            new ShellModel.Badge(
                3,
                Severity.CRITICAL,
                "3 groups need a look, 1 critical",
                new Target.ToTroubledGroups()));
    assertThat(model.badge(Place.STREAMS))
        .isEqualTo(
            new ShellModel.Badge(
                2,
                Severity.WARNING,
                "1 dead-letter stream holds 412 records, 1 stream with a problem",
                new Target.ToTroubledStreams()));
    assertThat(model.badge(Place.CONNECTIONS).count()).isEqualTo(2);
    assertThat(model.badge(Place.CONNECTIONS).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(model.badge(Place.CONNECTIONS).words())
        .isEqualTo("cache-1 waits for a secret, local is away");
    assertThat(model.badge(Place.CONNECTIONS).target())
        .as("the worst of them")
        .isEqualTo(new Target.ToConnection("local"));
    assertThat(model.badge(Place.TAIL)).isEqualTo(ShellModel.Badge.NONE);
  }

  @Test
  void pausingHoldsTheConsoleStill() {
    model.pause(true);
    assertThat(console.heldStill).isTrue();
    model.pause(false);
    assertThat(console.heldStill).isFalse();
  }

  @Test
  void theZoneIsASetting() {
    model.showTimesIn(TimeZoneChoice.UTC);
    assertThat(console.settings().get(Setting.TIME_ZONE)).isEqualTo(TimeZoneChoice.UTC);
  }

  @Test
  void saysWhatMayBeWrittenTo() {
    assertThat(model.accessSentence()).isEqualTo("nothing is connected");
    model.apply(List.of(status("a", Environment.PRODUCTION, true)));
    assertThat(model.accessSentence()).startsWith("read-only");
    assertThat(model.productionProperty().get()).containsExactly("a");
    model.apply(
        List.of(
            status("a", Environment.STAGING, true), status("b", Environment.DEVELOPMENT, false)));
    assertThat(model.accessSentence()).isEqualTo("may be written to: b");
    assertThat(model.productionProperty().get()).isEmpty();
  }

  private static ConnectionStatus status(String name, Environment where, boolean readOnly) {
    return new ConnectionStatus(
        new ConnectionSettings(name, "kafka", "host:9092", Map.of(), where, readOnly),
        ConnectionStatus.State.CONNECTED,
        "",
        0,
        0,
        OptionalLong.empty(),
        "",
        Optional.empty());
  }

  @Test
  void theStatusSaysWhatWeirDoes() {
    console.step();
    console.step();
    console.step();
    model.apply(console.health().latest().value());
    assertThat(model.heapSentence()).isEqualTo("heap 143 of 256\u00a0MiB");
    assertThat(model.skippedSentence()).isEqualTo("skipped 0");
    assertThat(model.countedSentence()).isEqualTo("48.3\u00a0k rec/s counted");
    assertThat(model.lastFault())
        .hasValueSatisfying(fault -> assertThat(fault.source()).isEqualTo("local"));
  }
}
