package dev.weir.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSettingsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:15:30Z"));

  @TempDir Path folder;

  private final List<FileSettings> opened = new ArrayList<>();

  private FileSettings open() {
    var settings = new FileSettings(UserFolders.in(folder), CLOCK);
    opened.add(settings);
    return settings;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(FileSettings::close);
  }

  private Path file() {
    return folder.resolve("settings.json");
  }

  @Test
  void withoutAFileThereAreDefaultsAndNoneIsMade() {
    FileSettings settings = open();
    assertThat(settings.get(Setting.FONT_SIZE_PX)).isEqualTo(13);
    assertThat(settings.notice()).isEmpty();
    assertThat(file()).doesNotExist();
    assertThat(settings.location()).isEqualTo(file().toString());
  }

  @Test
  void aChangeIsWrittenAtOnce() throws IOException {
    FileSettings settings = open();
    settings.set(Setting.THEME, Setting.Theme.DARK);
    settings.set(Setting.FONT_SIZE_PX, 15);
    settings.set(Setting.LAG_WARNING, Duration.ofSeconds(45));
    settings.set(Setting.ERROR_RATE_LIMIT_PERCENT, 0.5);
    settings.close();
    FileSettings again = open();
    assertThat(again.get(Setting.THEME)).isEqualTo(Setting.Theme.DARK);
    assertThat(again.get(Setting.FONT_SIZE_PX)).isEqualTo(15);
    assertThat(again.get(Setting.LAG_WARNING)).isEqualTo(Duration.ofSeconds(45));
    assertThat(again.get(Setting.ERROR_RATE_LIMIT_PERCENT)).isEqualTo(0.5);
    assertThat(Files.readString(file()))
        .contains("\"theme\" : \"dark\"")
        .contains("\"font-size-px\" : 15");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .as("no temporary file is left")
          .containsExactlyInAnyOrder("settings.json", ".settings.json.lock");
    }
  }

  @Test
  void whatItDoesNotKnowSurvives() throws IOException {
    Files.writeString(
        file(), "{\"future\": {\"deep\": [1, 2.50, null]}, \"theme\": \"light\", \"n\": 1e400}");
    FileSettings settings = open();
    settings.set(Setting.THEME, Setting.Theme.DARK);
    settings.close();
    assertThat(Files.readString(file())).contains("2.50").contains("deep").contains("dark");
    assertThat(Files.readString(file())).containsIgnoringCase("1e+400");
  }

  @Test
  void twoConsolesDoNotUndoEachOthersChanges() {
    FileSettings one = open();
    FileSettings other = open();
    one.set(Setting.FONT_SIZE_PX, 20);
    other.set(Setting.THEME, Setting.Theme.LIGHT);
    one.setFavourite("prod", "orders", true);
    other.setFavourite("prod", "payments", true);
    one.close();
    other.close();
    FileSettings third = open();
    assertThat(third.get(Setting.FONT_SIZE_PX)).isEqualTo(20);
    assertThat(third.get(Setting.THEME)).isEqualTo(Setting.Theme.LIGHT);
    assertThat(third.favourites()).containsExactlyInAnyOrder("prod/orders", "prod/payments");
  }

  @Test
  void manyChangesAtOnceLeaveAWholeFile() throws Exception {
    FileSettings one = open();
    FileSettings other = open();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      FileSettings settings = i % 2 == 0 ? one : other;
      String stream = "s" + i;
      threads.add(Thread.ofVirtual().start(() -> settings.setFavourite("c", stream, true)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    one.close();
    other.close();
    assertThat(open().favourites()).hasSize(8);
    assertThat(open().notice()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"theme\": \"dark\"", "[1]", "\u0000\u0001", "{} {}", "not json"})
  void aCorruptFileIsKeptAsideAndSaid(String text) throws IOException {
    Files.writeString(file(), text);
    FileSettings settings = open();
    assertThat(settings.get(Setting.THEME)).isEqualTo(Setting.Theme.SYSTEM);
    assertThat(settings.notice().orElseThrow()).contains("could not be read", "Defaults");
    assertThat(file()).as("until something is changed").hasContent(text);
    settings.set(Setting.THEME, Setting.Theme.DARK);
    settings.close();
    String aside = "settings.json.corrupt-20261121T101530Z";
    assertThat(settings.notice().orElseThrow()).contains(aside).contains("defaults");
    assertThat(Files.readString(folder.resolve(aside))).isEqualTo(text);
    assertThat(open().get(Setting.THEME)).isEqualTo(Setting.Theme.DARK);
  }

  @Test
  void aSecondCorruptFileDoesNotReplaceTheFirst() throws IOException {
    for (String text : List.of("first", "second")) {
      Files.writeString(file(), text);
      FileSettings settings = open();
      settings.set(Setting.THEME, Setting.Theme.DARK);
      settings.close();
    }
    String aside = "settings.json.corrupt-20261121T101530Z";
    assertThat(Files.readString(folder.resolve(aside))).isEqualTo("first");
    assertThat(Files.readString(folder.resolve(aside + "-2"))).isEqualTo("second");
  }

  @Test
  void aValueThatIsNoneIsSaidAndItsDefaultUsed() throws IOException {
    Files.writeString(file(), "{\"theme\": \"purple\", \"font-size-px\": \"14\"}");
    FileSettings settings = open();
    assertThat(settings.get(Setting.THEME)).isEqualTo(Setting.Theme.SYSTEM);
    assertThat(settings.get(Setting.FONT_SIZE_PX)).isEqualTo(14);
    assertThat(settings.notice().orElseThrow()).contains("purple").contains("theme");
    settings.set(Setting.THEME, Setting.Theme.LIGHT);
    assertThat(settings.notice()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenToIsSaidAndChangesLastForTheSession() throws IOException {
    Path taken = folder.resolve("taken");
    Files.writeString(taken, "");
    var settings = new FileSettings(UserFolders.in(taken), CLOCK);
    settings.set(Setting.FONT_SIZE_PX, 18);
    assertThat(settings.get(Setting.FONT_SIZE_PX)).isEqualTo(18);
    settings.close();
    assertThat(settings.notice().orElseThrow()).contains("cannot be written");
  }

  @Test
  void listenersHearOfTheirSettingUntilTheyAreClosed() throws Exception {
    FileSettings settings = open();
    List<Integer> heard = new ArrayList<>();
    AutoCloseable subscription = settings.onChange(Setting.FONT_SIZE_PX, heard::add);
    settings.set(Setting.FONT_SIZE_PX, 14);
    settings.set(Setting.TAIL_ROWS, 5);
    subscription.close();
    settings.set(Setting.FONT_SIZE_PX, 15);
    assertThat(heard).containsExactly(14);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no symbolic links without a privilege")
  void aSymbolicLinkStaysOne() throws IOException {
    Path real = folder.resolve("dotfiles.json");
    Files.writeString(real, "{}");
    Files.createSymbolicLink(file(), real);
    try (FileSettings settings = open()) {
      settings.set(Setting.FONT_SIZE_PX, 16);
    }
    assertThat(Files.isSymbolicLink(file())).isTrue();
    assertThat(Files.readString(real)).contains("16");
  }

  @Test
  void foldersFollowTheSystemsConventions() {
    Path home = Path.of("/home/ada");
    assertThat(UserFolders.of(Map.of(), "Linux", home).settingsFile())
        .isEqualTo(Path.of("/home/ada/.config/weir/settings.json"));
    assertThat(UserFolders.of(Map.of("XDG_DATA_HOME", "/data"), "Linux", home).historyFile())
        .isEqualTo(Path.of("/data/weir/history.db"));
    assertThat(UserFolders.of(Map.of("XDG_CONFIG_HOME", "rel"), "Linux", home).config())
        .as("a relative path is ignored, as the specification demands")
        .isEqualTo(Path.of("/home/ada/.config/weir"));
    assertThat(UserFolders.of(Map.of(), "Mac OS X", home).connectionsFile())
        .isEqualTo(Path.of("/home/ada/Library/Application Support/Weir/connections.json"));
    assertThat(UserFolders.of(Map.of("APPDATA", "/r"), "Windows 11", home).config())
        .isEqualTo(Path.of("/r/Weir"));
    assertThat(UserFolders.of(Map.of("WEIR_HOME", "/w"), "Windows 11", home))
        .isEqualTo(UserFolders.in(Path.of("/w").toAbsolutePath()));
  }
}
