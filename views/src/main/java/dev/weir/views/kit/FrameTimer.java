package dev.weir.views.kit;

import java.lang.reflect.Field;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * JavaFX's own timer, which looks sixty times a second whether a frame is wanted. The toolkit asks
 * for it to be paused while none is, but on GTK it cannot be: half of what the FX thread takes at
 * rest. JavaFX has nothing to slow it down with, so this reaches for the timer itself; the launcher
 * opens what that takes, and where it is not open, or the toolkit another one, nothing changes.
 * Confined to the FX thread.
 */
final class FrameTimer {
  /** Of the toolkit that cannot pause its timer. */
  static final String GTK = "com.sun.glass.ui.gtk.GtkTimer";

  private final String kind;
  private @Nullable Object slowed;
  private int usualMillis;

  FrameTimer() {
    this(GTK);
  }

  /**
   * @param kind class of the timers to slow down; others are left as they are
   */
  FrameTimer(String kind) {
    this.kind = kind;
  }

  /** A frame that is wanted comes after {@code period} at the latest from now on. */
  void slow(Duration period) {
    if (slowed != null) {
      return;
    }
    try {
      Object toolkit =
          Class.forName("com.sun.javafx.tk.Toolkit").getMethod("getToolkit").invoke(null);
      Object timer = field(toolkit, "pulseTimer").get(toolkit);
      if (timer != null && timer.getClass().getName().equals(kind)) {
        usualMillis = field(toolkit, "PULSE_INTERVAL").getInt(toolkit);
        start(timer, (int) period.toMillis());
        slowed = timer;
      }
    } catch (ReflectiveOperationException | RuntimeException _) {
      // Not open, or another toolkit: frames are looked for as often as ever.
    }
  }

  /** A frame comes as soon as ever. */
  void usual() {
    Object timer = slowed;
    slowed = null;
    if (timer == null) {
      return;
    }
    try {
      start(timer, usualMillis);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Frames come late from now on: start Weir again.", e);
    }
  }

  private static Field field(Object toolkit, String name) throws NoSuchFieldException {
    Field field = toolkit.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Stops it first, where it runs. */
  private static void start(Object timer, int periodMillis) throws ReflectiveOperationException {
    Class.forName("com.sun.glass.ui.Timer")
        .getMethod("start", int.class)
        .invoke(timer, periodMillis);
  }
}
