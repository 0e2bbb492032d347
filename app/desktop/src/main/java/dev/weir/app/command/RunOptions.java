package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a replay is run. */
final class RunOptions {
  @Option(
      names = "--dry-run",
      description = "Does everything but the writing, and shows what would be written.")
  boolean dryRun;

  @Mixin WriteOptions consent = new WriteOptions();

  @Option(
      names = "--rate",
      paramLabel = "RECORDS_PER_S",
      defaultValue = "100",
      description = "Records a second; ${DEFAULT-VALUE} unless told, 0 for as fast as it goes.")
  double rate = 100;

  @Option(
      names = "--bytes-per-s",
      paramLabel = "BYTES",
      defaultValue = "0",
      description = "Bytes a second; no limit unless told.")
  double bytesPerSecond;

  @Option(
      names = "--ramp",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description = "Takes this long from a tenth of the pace to all of it.")
  Duration ramp = Duration.ZERO;

  @Option(
      names = "--max-lag",
      paramLabel = "N",
      description = "Waits while a group is more records behind on a partition that is written to.")
  @Nullable Long mostLag;

  @Option(
      names = "--canary",
      paramLabel = "N",
      defaultValue = "0",
      description = "Writes N records first, waits, and goes on if too many did not die again.")
  int canary;

  @Option(
      names = "--canary-wait",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long after the canary it is waited; ${DEFAULT-VALUE} unless told.")
  Duration canaryWait = Duration.ofSeconds(10);

  @Option(
      names = "--canary-only",
      description = "Pauses after the canary in any case; weir dlq resume goes on.")
  boolean canaryOnly;

  @Option(
      names = "--stop-at",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "Stops if more than this share of the canary died again; ${DEFAULT-VALUE}.")
  double stopAtPercent = 5;

  @Mixin AllowOption allow = new AllowOption();

  @Option(
      names = "--preview",
      paramLabel = "N",
      defaultValue = "5",
      description = "Records that a dry run shows in full; ${DEFAULT-VALUE} unless told.")
  int preview = 5;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  /**
   * Refuses names of no check, and numbers that say nothing; NaN and infinity would lift the very
   * limits they are given for.
   */
  void check() {
    boolean paced =
        Double.isFinite(rate)
            && rate >= 0
            && Double.isFinite(bytesPerSecond)
            && bytesPerSecond >= 0;
    Long lag = mostLag;
    if (!paced || canary < 0 || preview < 0 || (lag != null && lag < 0)) {
      throw new UsageProblem(
          "--rate, --bytes-per-s, --canary, --max-lag and --preview take 0 or more.");
    }
    if (canaryOnly && canary == 0) {
      throw new UsageProblem("--canary-only goes with --canary N: how many records are it?");
    }
    if (!(stopAtPercent >= 0 && stopAtPercent <= 100)) {
      throw new UsageProblem("--stop-at takes a share from 0 to 100 percent.");
    }
    allow.check();
  }
}
