package dev.weir.views.settings;

import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the Settings screen shows and does. No nodes. */
final class SettingsModel {
  static final Field<Integer> FONT_SIZE =
      Field.whole(Setting.FONT_SIZE_PX, "Text size", "px", 10, 20);
  static final Field<Integer> TAIL_MEMORY =
      Field.whole(Setting.TAIL_MEMORY_MIB, "Memory for tails", "MiB", 8, 4096);
  static final Field<Integer> TAIL_ROWS =
      Field.whole(Setting.TAIL_ROWS, "Rows a tail keeps", "rows", 100, 2_000_000);
  static final Field<Integer> PAYLOAD_LIMIT =
      Field.whole(Setting.PAYLOAD_LIMIT_KIB, "Payload shown", "KiB", 1, 16_384);
  static final Field<Duration> HISTORY_RETENTION =
      Field.duration(
          Setting.HISTORY_RETENTION, "Keep for", Duration.ofMinutes(10), Duration.ofDays(90));
  static final Field<Integer> HISTORY_LIMIT =
      Field.whole(Setting.HISTORY_LIMIT_MIB, "Disk space", "MiB", 16, 65_536);
  static final Field<Double> ERROR_RATE =
      Field.percent(Setting.ERROR_RATE_LIMIT_PERCENT, "Error rate limit");
  static final Field<Duration> LAG_WARNING =
      Field.duration(Setting.LAG_WARNING, "Lag warning", Duration.ofSeconds(1), Duration.ofDays(7));
  static final Field<Duration> LAG_CRITICAL =
      Field.duration(
          Setting.LAG_CRITICAL, "Lag critical", Duration.ofSeconds(1), Duration.ofDays(7));

  static final Field<String> LATENCY_FROM = Field.latencyFrom(Setting.LATENCY_FROM, "End-to-end");

  /** Settings that belong together. */
  record Section(String title, List<Field<?>> fields) {}

  /** Sections of typed settings, in order. */
  static final List<Section> SECTIONS =
      List.of(
          new Section("Limits", List.of(TAIL_MEMORY, TAIL_ROWS, PAYLOAD_LIMIT)),
          new Section("History", List.of(HISTORY_RETENTION, HISTORY_LIMIT)),
          new Section("Latency", List.of(LATENCY_FROM)),
          new Section("Thresholds", List.of(LAG_WARNING, LAG_CRITICAL, ERROR_RATE)));

  private final Settings settings;

  SettingsModel(Settings settings) {
    this.settings = settings;
  }

  <T> String text(Field<T> field) {
    return field.show().apply(settings.get(field.setting()));
  }

  /**
   * Takes a typed text over if it means a value.
   *
   * @return why it was refused, in words; empty if it was not
   */
  <T> Optional<String> type(Field<T> field, String text) {
    Field.Reading<T> reading = field.read().apply(text);
    if (reading.value().isEmpty()) {
      return Optional.of(reading.problem());
    }
    T value = reading.value().get();
    Optional<String> conflict = conflict(field, value);
    if (conflict.isEmpty()) {
      set(field.setting(), value);
    }
    return conflict;
  }

  <T> void reset(Field<T> field) {
    set(field.setting(), field.setting().defaultValue());
  }

  <T> boolean isDefault(Field<T> field) {
    return settings.get(field.setting()).equals(field.setting().defaultValue());
  }

  <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  <T> void set(Setting<T> setting, T value) {
    if (!settings.get(setting).equals(value)) {
      settings.set(setting, value);
    }
  }

  String location() {
    return settings.location();
  }

  private <T> Optional<String> conflict(Field<T> field, T value) {
    if (field.setting() == Setting.LAG_WARNING
        && value instanceof Duration warning
        && warning.compareTo(settings.get(Setting.LAG_CRITICAL)) >= 0) {
      return Optional.of(
          "A warning must come before critical, which is " + text(LAG_CRITICAL) + ".");
    }
    if (field.setting() == Setting.LAG_CRITICAL
        && value instanceof Duration critical
        && critical.compareTo(settings.get(Setting.LAG_WARNING)) <= 0) {
      return Optional.of(
          "Critical must come after the warning, which is " + text(LAG_WARNING) + ".");
    }
    return Optional.empty();
  }
}
