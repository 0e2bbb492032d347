package dev.weir.app.demo;

import dev.weir.app.broker.Providers;
import dev.weir.app.lifecycle.Interrupt;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.lifecycle.Started;
import dev.weir.app.report.DemoReport;
import dev.weir.app.report.Json;
import dev.weir.app.window.Display;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Window;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.shell.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo from its beginning to its end, of which nothing is left. */
public final class DemoRun implements Demo {
  /** Names of the connections, as pictures and reports show them. */
  public static final String KAFKA = "orders-demo";

  public static final String REDIS = "cache-demo";

  private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Until the first figure is there, whose time is told. */
  private static final Duration BETWEEN_FIRST_LOOKS = Duration.ofMillis(50);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);
  private static final Duration BETWEEN_PICTURES = Duration.ofMinutes(2);
  private static final Duration BEFORE_PICTURES = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LAST_PICTURES = Duration.ofSeconds(20);

  /** Of all screens, light and dark. */
  private static final Duration TO_TAKE_PICTURES = Duration.ofSeconds(25);

  /** Longer than starting takes: what was slow then is not held against the rest. */
  private static final Duration TO_WARM_UP = Duration.ofSeconds(10);

  private static final double PICTURE_WIDTH = 1280;
  private static final double PICTURE_HEIGHT = 800;

  private final String sampleClassPath;
  private final Path logs;
  private final Providers providers;
  private final SecretResolver secrets;
  private final InstantSource clock;
  private final Interrupts interrupts;
  private final Supplier<Display> display;
  private final Consumer<String> out;

  /**
   * A demo.
   *
   * @param sampleClassPath of the sample streams' own process
   * @param logs where this program's log is
   * @param display asked only if a window is wanted
   * @param out takes lines for the terminal
   */
  public DemoRun(
      String sampleClassPath,
      Path logs,
      Providers providers,
      SecretResolver secrets,
      InstantSource clock,
      Interrupts interrupts,
      Supplier<Display> display,
      Consumer<String> out) {
    this.sampleClassPath = sampleClassPath;
    this.logs = logs;
    this.providers = providers;
    this.secrets = secrets;
    this.clock = clock;
    this.interrupts = interrupts;
    this.display = display;
    this.out = out;
  }

  @Override
  public int run(DemoOptions options) throws SampleFailure {
    boolean headless = options.headless();
    if (!headless) {
      switch (display.get()) {
        case Display.Ready() -> {}
        case Display.None(String why) -> {
          out.accept(why + ": going on without a window, with pictures instead.");
          headless = true;
        }
        case Display.Unusable(String sentence) ->
            throw new SampleFailure(sentence + " Without a window: weir demo --headless");
      }
    }
    boolean _ = Pictures.named(options.screens()).test(Place.OVERVIEW);
    Predicate<Place> screens = Pictures.named(options.screens());
    if (options.report().isPresent()) {
      requireWritable(options.report().get());
    }
    var ended = new CompletableFuture<Boolean>();
    try (var interrupt = interrupts.open(() -> ended.complete(true));
        var folder = DemoFolder.create(Path.of(System.getProperty("java.io.tmpdir", ".")))) {
      return new Session(options, screens, headless, folder.path(), interrupt, ended).run();
    }
  }

  /** One run of it. */
  private final class Session {
    private final DemoOptions options;
    private final Predicate<Place> screens;
    private final boolean headless;
    private final Path folder;
    private final Interrupt interrupt;
    private final CompletableFuture<Boolean> ended;
    private final Started started = new Started(clock);
    private OptionalLong windowMillis = OptionalLong.empty();

    Session(
        DemoOptions options,
        Predicate<Place> screens,
        boolean headless,
        Path folder,
        Interrupt interrupt,
        CompletableFuture<Boolean> ended) {
      this.options = options;
      this.screens = screens;
      this.headless = headless;
      this.folder = folder;
      this.interrupt = interrupt;
      this.ended = ended;
    }

    int run() throws SampleFailure {
      out.accept("Starting the sample streams…");
      CompletableFuture<Boolean> toolkit = startToolkit();
      try (var sample =
              SampleProcess.start(sampleClassPath, options.sampleArguments(), out, ended);
          var wiring =
              new Wiring(new UserFolders(folder, folder, logs), providers, secrets, clock)) {
        SampleProcess.Addresses at = sample.addresses();
        out.accept(
            "Kafka at "
                + at.kafka()
                + at.redis().map(redis -> ", Redis at " + redis.url()).orElse("")
                + ".");
        at.redisProblem().ifPresent(out);
        if (ended.isDone()) {
          return 0;
        }
        wiring.connections().openTemporary(settings(KAFKA, "kafka", at.kafka(), Map.of()));
        at.redis()
            .ifPresent(
                redis ->
                    wiring
                        .connections()
                        .openTemporary(settings(REDIS, "redis", redis.url(), redis.properties())));
        wiring.engine().start();
        // The pictures and the report show causes whether or not somebody goes to that screen.
        wiring.engine().deadLetters().countCauses();
        boolean _ = toolkit.join();
        Window window = Toolkit.call(() -> wiring.window("Weir – sample streams"));
        Toolkit.run(
            () -> {
              if (headless) {
                window.showOffScreen(PICTURE_WIDTH, PICTURE_HEIGHT);
              } else {
                window.show();
                if (options.time().isEmpty() && options.report().isEmpty()) {
                  window.restWhileUntouched();
                }
              }
            });
        windowMillis = OptionalLong.of(started.ago().toMillis());
        LOG.info("Window after {} ms", windowMillis.getAsLong());
        var _ = window.closed().thenAccept(ended::complete);
        try {
          return watch(sample, wiring, window, new Observation(wiring.engine(), clock));
        } finally {
          Toolkit.run(window::close);
        }
      } finally {
        // Also where it was not waited for: the JVM is not to end while it starts.
        boolean _ = toolkit.handle((_, _) -> true).join();
        Toolkit.exit();
      }
    }

    private CompletableFuture<Boolean> startToolkit() {
      return CompletableFuture.supplyAsync(
          () -> {
            if (headless) {
              Toolkit.startHeadless();
            } else {
              Toolkit.start();
            }
            return true;
          });
    }

    private int watch(SampleProcess sample, Wiring wiring, Window window, Observation observation)
        throws SampleFailure {
      Path pictures = options.screenshots().orElse(Path.of("weir-screens"));
      boolean wantsPictures = headless || options.screenshots().isPresent();
      long begun = System.nanoTime();
      long nextLine = 0;
      long nextPictures =
          options
              .time()
              .map(time -> time.dividedBy(2))
              .filter(half -> half.compareTo(BEFORE_PICTURES) < 0)
              .orElse(BEFORE_PICTURES)
              .toNanos();
      boolean measuring = false;
      boolean picturesTaken = false;
      while (!ended.isDone()) {
        Duration running = Duration.ofNanos(System.nanoTime() - begun);
        if (options.time().filter(time -> running.compareTo(time) >= 0).isPresent()) {
          break;
        }
        observation.look(started.ago());
        if (!measuring && running.compareTo(TO_WARM_UP) >= 0) {
          measuring = true;
          observation.beginMeasuring();
          Toolkit.run(window::beginMeasuring);
        }
        if (headless && running.toNanos() >= nextLine) {
          nextLine = running.toNanos() + BETWEEN_LINES.toNanos();
          out.accept(Summary.line(running, wiring.engine().overview().latest().value()));
        }
        if (wantsPictures && running.toNanos() >= nextPictures) {
          nextPictures = running.toNanos() + untilNextPictures(running).toNanos();
          picturesTaken = takePictures(wiring, window, pictures, interrupt) || picturesTaken;
        }
        if (!sample.isAlive()) {
          throw new SampleFailure(sample.whyItEnded());
        }
        Duration pause =
            observation.firstPointMillis().isPresent() ? BETWEEN_LOOKS : BETWEEN_FIRST_LOOKS;
        interrupt.await(
            options
                .time()
                .map(time -> time.minus(running))
                .filter(left -> left.compareTo(pause) < 0)
                .filter(left -> left.isPositive())
                .orElse(pause));
      }
      if (wantsPictures && !picturesTaken && !ended.isDone()) {
        takePictures(wiring, window, pictures, interrupt);
      }
      FrameMeter.Report frames = Toolkit.call(window::frames);
      if (options.report().isPresent()) {
        write(options.report().get(), observation, window, frames);
      }
      out.accept(Summary.start(windowMillis, observation.firstPointMillis()));
      if (options.time().isPresent() && !ended.isDone() && !observation.hasFigures()) {
        throw new SampleFailure(
            "The demo ended before a figure was measured: give it more time with --for 30s.");
      }
      return 0;
    }

    /** Towards the end once more: what was told to end is looked at as it was then. */
    private Duration untilNextPictures(Duration running) {
      return options
          .time()
          .map(time -> time.minus(TO_TAKE_PICTURES).minus(running))
          .filter(left -> left.compareTo(BETWEEN_LAST_PICTURES) >= 0)
          .filter(left -> left.compareTo(BETWEEN_PICTURES) < 0)
          .orElse(BETWEEN_PICTURES);
    }

    private boolean takePictures(Wiring wiring, Window window, Path pictures, Interrupt until)
        throws SampleFailure {
      Toolkit.run(window::pauseMeasuring);
      try {
        boolean all =
            new Pictures(
                    window,
                    wiring.settings(),
                    Optional.of(new StreamRef(KAFKA, "orders")),
                    Optional.of(new GroupRef(KAFKA, "billing")),
                    pictures,
                    screens)
                .take(until);
        if (all) {
          String which = options.screens().isEmpty() ? "Pictures of every screen: " : "Pictures: ";
          out.accept(which + pictures.toAbsolutePath().normalize());
        }
        return all;
      } catch (IOException e) {
        throw new SampleFailure(
            "Pictures cannot be written to " + pictures + ": name another folder.", e);
      } finally {
        Toolkit.run(window::resumeMeasuring);
      }
    }

    private void write(Path file, Observation observation, Window window, FrameMeter.Report frames)
        throws SampleFailure {
      List<String> screens =
          Toolkit.call(() -> window.shell().places().stream().map(place -> place.title()).toList());
      DemoReport report = observation.report(started.ago(), windowMillis, screens, frames);
      try {
        Files.write(file, Json.indented(report));
      } catch (IOException e) {
        throw new SampleFailure(
            "The report cannot be written to " + file + ": name another file.", e);
      }
    }
  }

  /** Told before the demo has run for an hour. */
  private static void requireWritable(Path report) throws SampleFailure {
    Path folder = report.toAbsolutePath().normalize().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new SampleFailure(
          "The report's folder " + folder + " cannot be made: name another file.", e);
    }
    if (Files.isDirectory(report)
        || !Files.isWritable(folder == null || Files.exists(report) ? report : folder)) {
      throw new SampleFailure("The report cannot be written to " + report + ": name another file.");
    }
  }

  private static ConnectionSettings settings(
      String name, String kind, String address, Map<String, String> properties) {
    return new ConnectionSettings(name, kind, address, properties, Environment.DEVELOPMENT, true);
  }
}
