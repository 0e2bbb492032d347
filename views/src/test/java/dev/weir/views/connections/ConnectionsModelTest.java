package dev.weir.views.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.stream.CheckStep.Outcome;
import dev.weir.views.fake.FakeConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsModelTest {
  private final FakeConsole console = new FakeConsole();
  private final ConnectionsModel model =
      new ConnectionsModel(console, Runnable::run, Runnable::run);

  @BeforeEach
  void hearOfConnections() {
    hear();
  }

  @Test
  void selectsTheFirstConnection() {
    assertThat(model.selectedProperty().get()).contains("orders-prod");
  }

  @Test
  void refusesAConnectionThatCannotBe() {
    model.addNew();
    model.draftProperty().get().orElseThrow().addressProperty().set("nonsense");
    assertThat(model.save()).isFalse();
    assertThat(model.problemsProperty().get()).singleElement().asString().contains("nonsense");
    assertThat(model.draftProperty().get()).as("the form stays open").isPresent();
  }

  @Test
  void refusesANameThatIsTaken() {
    model.addNew();
    ConnectionDraft draft = model.draftProperty().get().orElseThrow();
    draft.addressProperty().set("localhost:9092");
    draft.nameProperty().set("cache-1");
    assertThat(model.save()).isFalse();
    assertThat(model.problemsProperty().get()).singleElement().asString().contains("“cache-1”");
  }

  @Test
  void savesUnderANewName() {
    model.edit("local");
    model.draftProperty().get().orElseThrow().nameProperty().set("laptop");
    assertThat(model.save()).isTrue();
    hear();
    assertThat(model.status("laptop")).isPresent();
    assertThat(model.status("local")).isEmpty();
    assertThat(model.selectedProperty().get()).contains("laptop");
  }

  @Test
  void duplicatesUnderANameNotTaken() {
    model.duplicate("orders-prod");
    ConnectionSettings copy = model.draftProperty().get().orElseThrow().settings();
    assertThat(copy.name()).isEqualTo("orders-prod-2");
    assertThat(copy.properties()).containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void testsTheDraftWithTheSecretsTyped() {
    model.edit("cache-1");
    assertThat(model.secretsForCheck()).containsExactly("password");
    model.check(Map.of("password", "typed"));
    var run = console.desk.checks.getLast();
    assertThat(run.settings.properties()).containsEntry("password", "typed");
    run.step("DNS", Outcome.PASSED, "", 1);
    model.applyCheck(run.slot().latest().value());
    assertThat(model.checkStateProperty().get().steps()).hasSize(1);
    assertThat(model.draftProperty().get().orElseThrow().settings().properties())
        .as("what was typed for the test is not saved")
        .containsEntry("password", "${ask}");
  }

  @Test
  void whatATestOfADraftFoundGoesWithIt() {
    model.edit("cache-1");
    model.check(Map.of("password", "typed"));
    assertThat(model.checkProperty().get()).isPresent();
    model.cancel();
    assertThat(model.checkProperty().get()).as("a test under another connection").isEmpty();
  }

  @Test
  void importsAFileIntoAFormThatIsNotSavedYet(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=kafka:9092\nclient.id=weir\n");
    model.importFile(file);
    ConnectionDraft draft = model.draftProperty().get().orElseThrow();
    assertThat(draft.settings().address()).isEqualTo("kafka:9092");
    assertThat(draft.isNew()).isTrue();
    assertThat(model.noticeProperty().get()).contains("Nothing is saved yet");
  }

  @Test
  void saysThatAFileCannotBeRead(@TempDir Path folder) {
    model.importFile(folder.resolve("missing.properties"));
    assertThat(model.noticeProperty().get()).contains("missing.properties");
    assertThat(model.draftProperty().get()).isEmpty();
  }

  @Test
  void removesAndSelectsAnother() {
    model.remove("orders-prod");
    hear();
    assertThat(console.desk.removed).containsExactly("orders-prod");
    assertThat(model.selectedProperty().get()).contains("cache-1");
  }

  private void hear() {
    model.apply(console.desk.statuses().latest().value());
  }
}
