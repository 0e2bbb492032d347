package dev.weir.engine;

import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.meter.MomentSources;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** The settings that the engine goes by, read together so that its thread waits for no file. */
record Preferences(
    LagLimits lagLimits,
    double errorLimitPercent,
    ZoneId zone,
    List<String> favourites,
    int tailRows,
    long tailBytes,
    int payloadLimitBytes,
    MomentSources latencyFrom) {

  static Preferences of(Settings settings, ZoneId local) {
    return new Preferences(
        new LagLimits(settings.get(Setting.LAG_WARNING), settings.get(Setting.LAG_CRITICAL)),
        settings.get(Setting.ERROR_RATE_LIMIT_PERCENT),
        settings.get(Setting.TIME_ZONE) == Setting.TimeZoneChoice.UTC ? ZoneOffset.UTC : local,
        settings.favourites(),
        settings.get(Setting.TAIL_ROWS),
        settings.get(Setting.TAIL_MEMORY_MIB) * 1_048_576L,
        settings.get(Setting.PAYLOAD_LIMIT_KIB) * 1_024,
        switch (MomentSources.read(settings.get(Setting.LATENCY_FROM))) {
          case MomentSources.Read.Sources(MomentSources sources) -> sources;
          case MomentSources.Read.Problem _ -> MomentSources.NONE;
        });
  }
}
