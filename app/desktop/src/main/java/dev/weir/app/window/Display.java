package dev.weir.app.window;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Map;

/** Whether a window can be opened here. */
public sealed interface Display {
  /** Where Linux says which one. */
  String VARIABLE = "DISPLAY";

  /** A window can be opened. */
  record Ready() implements Display {}

  /** There is nothing to show a window on. */
  record None(String why) implements Display {}

  /** There is a display, but a library is missing. */
  record Unusable(String sentence) implements Display {}

  /** Looks. Only Linux can be without a display or without the libraries. */
  static Display find(String osName, Map<String, String> env) {
    Display presumed = presume(osName, env);
    if (!(presumed instanceof Ready) || !isLinux(osName)) {
      return presumed;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment open = X11.function("XOpenDisplay", arena);
      MemorySegment close = X11.function("XCloseDisplay", arena);
      if (open.equals(MemorySegment.NULL)) {
        return new Unusable(
            "libX11 is missing: install it (Debian, Ubuntu: sudo apt-get install libgtk-3-0;"
                + " Fedora: sudo dnf install gtk3).");
      }
      return X11.canOpen(open, close)
          ? presumed
          : new None("The display " + env.get(VARIABLE) + " cannot be opened");
    }
  }

  /**
   * What can be told without calling Xlib, which takes a tenth of a second the first time: a
   * display that is said to be ready may yet be refused to the toolkit.
   */
  static Display presume(String osName, Map<String, String> env) {
    if (!isLinux(osName)) {
      return new Ready();
    }
    if (env.getOrDefault(VARIABLE, "").isBlank()) {
      return new None(
          env.getOrDefault("WAYLAND_DISPLAY", "").isBlank()
              ? "There is no display (DISPLAY is not set)"
              : "There is no X display (this Wayland session runs no Xwayland)");
    }
    return hasGtk()
        ? new Ready()
        : new Unusable(
            "GTK 3 is missing: install it (Debian, Ubuntu: sudo apt-get install libgtk-3-0;"
                + " Fedora: sudo dnf install gtk3).");
  }

  private static boolean isLinux(String osName) {
    return osName.toLowerCase(Locale.ROOT).startsWith("linux");
  }

  private static boolean hasGtk() {
    try {
      // Kept loaded: the toolkit is about to need it.
      var _ = SymbolLookup.libraryLookup("libgtk-3.so.0", Arena.global());
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** The two functions of Xlib that tell whether a display is there. */
  final class X11 {
    private X11() {}

    static MemorySegment function(String name, Arena arena) {
      try {
        return SymbolLookup.libraryLookup("libX11.so.6", arena)
            .find(name)
            .orElse(MemorySegment.NULL);
      } catch (IllegalArgumentException _) {
        return MemorySegment.NULL;
      }
    }

    static boolean canOpen(MemorySegment open, MemorySegment close) {
      Linker linker = Linker.nativeLinker();
      MethodHandle opening =
          linker.downcallHandle(
              open, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      MethodHandle closing =
          linker.downcallHandle(
              close, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      try {
        var display = (MemorySegment) opening.invokeExact(MemorySegment.NULL);
        if (display.equals(MemorySegment.NULL)) {
          return false;
        }
        int _ = (int) closing.invokeExact(display);
        return true;
      } catch (Throwable e) {
        throw new IllegalStateException("Xlib cannot be called", e);
      }
    }
  }
}
