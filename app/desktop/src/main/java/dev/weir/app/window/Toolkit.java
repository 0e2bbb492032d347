package dev.weir.app.window;

import dev.weir.engine.threads.Threads;
import dev.weir.views.kit.Pulse;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javafx.application.Platform;

/** The JavaFX toolkit: started once, and asked from other threads. */
public final class Toolkit {
  /** Of the kernel's drivers, NVIDIA's own, and Windows' subsystem for Linux. */
  private static final List<String> CARDS = List.of("/dev/dri", "/dev/nvidiactl", "/dev/dxg");

  /** Logarithm of the rows to a pixel, of Marlin, which draws shapes for JavaFX. */
  private static final String ROWS_OF_A_PIXEL = "prism.marlin.subPixel_log2_Y";

  /** Whether JavaFX does without pictures of rounded backgrounds, kept to be drawn again. */
  private static final String NO_PICTURES_OF_REGIONS = "prism.disableRegionCaching";

  /** Whether GTK looks for OpenGL. */
  private static final String NO_OPENGL = "GDK_GL";

  private Toolkit() {}

  /** Starts it without a display, drawing in memory. Before anything else of JavaFX is touched. */
  public static void startHeadless() {
    System.setProperty("glass.platform", "Headless");
    System.setProperty("prism.order", "sw");
    System.setProperty("java.awt.headless", "true");
    start();
  }

  /** Starts it on the display there is. */
  public static void start() {
    System.setProperty("java.awt.headless", "true");
    if (System.getProperty("prism.order") == null
        && drawsBySoftware(System.getProperty("os.name", ""), Files::exists)) {
      System.setProperty("prism.order", "sw");
      // Packages' launchers say it already: to call the C library takes a while the first time.
      if (System.getenv(NO_OPENGL) == null) {
        setEnvironment(NO_OPENGL, "disable");
      }
      drawEdgesCoarser();
      keepNoPictures();
    }
    var started = new CompletableFuture<Boolean>();
    Platform.startup(
        () -> {
          Platform.setImplicitExit(false);
          started.complete(true);
        });
    boolean _ = started.join();
  }

  /**
   * Starts it on a thread of its own, while the program gets ready.
   *
   * @param presumed whether that is worth a try
   * @param found asked why, if it cannot be started
   * @return on what it was started, or why it was not
   */
  public static CompletableFuture<Display> startAhead(
      Supplier<Display> presumed, Supplier<Display> found) {
    return CompletableFuture.supplyAsync(
        () -> {
          Display display = presumed.get();
          return display instanceof Display.Ready ? startOrTellWhyNot(display, found) : display;
        },
        work -> Threads.startPlatform("toolkit", work));
  }

  private static Display startOrTellWhyNot(Display display, Supplier<Display> found) {
    try {
      start();
      return display;
    } catch (UnsupportedOperationException | LinkageError e) {
      Display why = found.get();
      if (why instanceof Display.Ready) {
        throw e;
      }
      return why;
    }
  }

  /**
   * Whether there is no graphics card to draw with. JavaFX and GTK would find out, too, after they
   * have loaded a driver that does a card's work by software: 50 MB that stay in memory. Asked on
   * Linux only, where a card is a file.
   */
  static boolean drawsBySoftware(String osName, Predicate<Path> exists) {
    return osName.startsWith("Linux") && CARDS.stream().map(Path::of).noneMatch(exists);
  }

  /**
   * Lines and rounded corners in four rows to a pixel instead of eight: a quarter less of the work
   * of drawing, which is most of what an idle console does.
   */
  private static void drawEdgesCoarser() {
    if (System.getProperty(ROWS_OF_A_PIXEL) == null) {
      System.setProperty(ROWS_OF_A_PIXEL, "2");
    }
  }

  /**
   * They lie in a surface of 2,048 by 1,024 pixels, 8 MB of heap. Without it 17 MiB less are
   * resident, and to draw them anew takes as long where no card does it.
   */
  private static void keepNoPictures() {
    if (System.getProperty(NO_PICTURES_OF_REGIONS) == null) {
      System.setProperty(NO_PICTURES_OF_REGIONS, "true");
    }
  }

  /** For libraries of this process that are yet to be loaded; the user's own word counts more. */
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (Throwable e) {
      throw new IllegalStateException("setenv cannot be called", e);
    }
  }

  /** Stops it; there is no other start. */
  public static void exit() {
    Platform.exit();
  }

  /** Does {@code work} on the FX thread and waits for it. Not from the FX thread. */
  public static <T> T call(Callable<T> work) {
    var answer = new CompletableFuture<T>();
    Pulse.post(
        () -> {
          try {
            answer.complete(work.call());
          } catch (Exception | Error e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the window", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Does {@code work} on the FX thread and waits for it. Not from the FX thread. */
  public static void run(Runnable work) {
    boolean _ =
        call(
            () -> {
              work.run();
              return true;
            });
  }
}
