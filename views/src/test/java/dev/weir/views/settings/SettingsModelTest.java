package dev.weir.views.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.settings.Setting;
import dev.weir.views.fake.FakeSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsModelTest {
  private final FakeSettings settings = new FakeSettings();
  private final SettingsModel model = new SettingsModel(settings);

  @Test
  void goodValuesHoldAtOnce() {
    assertThat(model.type(SettingsModel.TAIL_ROWS, " 50 000 ")).isEmpty();
    assertThat(settings.get(Setting.TAIL_ROWS)).isEqualTo(50_000);
    assertThat(model.type(SettingsModel.HISTORY_RETENTION, "2 d 12 h")).isEmpty();
    assertThat(settings.get(Setting.HISTORY_RETENTION)).isEqualTo(Duration.ofHours(60));
    assertThat(model.type(SettingsModel.ERROR_RATE, "0,5 %")).isEmpty();
    assertThat(settings.get(Setting.ERROR_RATE_LIMIT_PERCENT)).isEqualTo(0.5);
    assertThat(model.isDefault(SettingsModel.TAIL_ROWS)).isFalse();
    model.reset(SettingsModel.TAIL_ROWS);
    assertThat(settings.get(Setting.TAIL_ROWS)).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "3.5", "-1", "0", "99999999999", "4097"})
  void badNumbersAreRefusedInWords(String typed) {
    assertThat(model.type(SettingsModel.TAIL_MEMORY, typed))
        .hasValueSatisfying(why -> assertThat(why).contains("from 8 to 4\u00a0096"));
    assertThat(settings.get(Setting.TAIL_MEMORY_MIB)).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "NaN", "lots"})
  void badPercentagesAreRefused(String typed) {
    assertThat(model.type(SettingsModel.ERROR_RATE, typed)).isPresent();
    assertThat(settings.get(Setting.ERROR_RATE_LIMIT_PERCENT)).isEqualTo(1.0);
  }

  @Test
  void aWarningComesBeforeCritical() {
    assertThat(model.type(SettingsModel.LAG_WARNING, "5 min"))
        .hasValueSatisfying(why -> assertThat(why).contains("2 min"));
    assertThat(settings.get(Setting.LAG_WARNING)).isEqualTo(Duration.ofSeconds(30));
    assertThat(model.type(SettingsModel.LAG_CRITICAL, "10 s")).isPresent();
    assertThat(model.type(SettingsModel.LAG_CRITICAL, "10 min")).isEmpty();
    assertThat(model.type(SettingsModel.LAG_WARNING, "5 min")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "90 s, PT90S",
    "90s, PT90S",
    "4 min 10 s, PT4M10S",
    "1.5 h, PT90M",
    "2 d, PT48H",
    "250 ms, PT0.25S"
  })
  void durationsAreReadFromWords(String text, Duration duration) {
    assertThat(Field.parseDuration(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "10", "10 parsecs", "ten min", "10 s and more"})
  void otherTextIsNoDuration(String text) {
    assertThat(Field.parseDuration(text)).isEmpty();
  }

  @Test
  void whatIsShownCanBeTypedBack() {
    for (SettingsModel.Section section : SettingsModel.SECTIONS) {
      for (Field<?> field : section.fields()) {
        assertThat(model.type(field, model.text(field))).as(field.label()).isEmpty();
        assertThat(model.isDefault(field)).as(field.label()).isTrue();
      }
    }
  }
}
