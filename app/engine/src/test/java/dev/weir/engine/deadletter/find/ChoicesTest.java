package dev.weir.engine.deadletter.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.settings.JsonFile;
import dev.weir.stream.StreamRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicesTest {
  private static final ConnectionSettings PROD =
      new ConnectionSettings(
          "Orders-EU", "kafka", "broker:9092", Map.of(), Environment.PRODUCTION, false);

  @TempDir Path folder;

  private Choices choices() {
    return new Choices(new JsonFile(folder.resolve("settings.json"), InstantSource.system()));
  }

  /** Whoever writes it by hand means it, however it is written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"production\"] | true",
        "[\"Production \"] | true",
        "\"production\" | true",
        "[\"orders-eu\"] | true",
        "{\"production\": true} | true",
        "true | true",
        "[\"staging\", \"orders\"] | false",
        "[] | false",
        "null | false"
      })
  void whoAsksForASecondPersonGetsOne(String written, boolean asked) throws IOException {
    Files.writeString(folder.resolve("settings.json"), "{\"replay-approval\": " + written + "}");

    assertThat(choices().isApprovalAskedFor(PROD)).as(written).isEqualTo(asked);
  }

  @Test
  void settingsThatCannotBeReadAreTold() throws IOException {
    assertThat(choices().notice()).as("of no file").isEmpty();
    Files.writeString(folder.resolve("settings.json"), "{\"replay-approval\": [");

    assertThat(choices().notice()).hasValueSatisfying(told -> assertThat(told).contains("line 1"));
  }

  @Test
  void whatIsAskedForHoldsFromTheMomentItIsWritten() throws IOException {
    Choices atStart = choices();
    Files.writeString(folder.resolve("settings.json"), "{\"replay-approval\": \"production\"}");
    assertThat(atStart.asOfNow().isApprovalAskedFor(PROD)).as("written since").isTrue();

    Files.writeString(folder.resolve("settings.json"), "{\"replay-approval\": ");
    assertThat(atStart.asOfNow().notice()).as("broken since").isPresent();
    assertThat(atStart.asOfNow().notice()).as("and still is").isPresent();
  }

  @Test
  void whatIsSaidOfOneAddressIsNotSaidOfAnother() {
    var stream = new StreamRef("kafka", "orders");
    Choices here = choices().at("here:9092");
    assertThat(here.set(stream, Optional.of(new Choice.NoDeadLetters()))).isEmpty();

    assertThat(choices().at("here:9092").of(stream)).contains(new Choice.NoDeadLetters());
    assertThat(choices().at("there:9092").of(stream)).isEmpty();
    assertThat(choices().of(stream)).as("of a saved connection of that name").isEmpty();
  }
}
