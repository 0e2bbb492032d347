package dev.weir.packaging;

import java.util.List;
import java.util.Locale;

/** The system packages are made on and for: a package is made where it will run. */
record Host(Os os, Cpu cpu) {
  enum Os {
    LINUX,
    MACOS,
    WINDOWS
  }

  enum Cpu {
    X86_64,
    AARCH64
  }

  static Host of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    return new Host(
        os.startsWith("windows") ? Os.WINDOWS : os.startsWith("mac") ? Os.MACOS : Os.LINUX,
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> Cpu.X86_64;
          case "aarch64", "arm64" -> Cpu.AARCH64;
          default ->
              throw new PackagingProblem(
                  "There are no packages for processors of the kind "
                      + osArch
                      + ": package on x86-64 or 64-bit ARM.");
        });
  }

  /** How libraries call the system in the paths of their native parts, in lower case. */
  List<String> osNames() {
    return switch (os) {
      case LINUX -> List.of("linux");
      case MACOS -> List.of("mac", "darwin", "macos", "osx");
      case WINDOWS -> List.of("windows", "win");
    };
  }

  /** How libraries call the processor, in lower case. */
  List<String> cpuNames() {
    return switch (cpu) {
      case X86_64 -> List.of("x86_64", "amd64", "x64");
      case AARCH64 -> List.of("aarch64", "arm64");
    };
  }

  /** As file names have it: {@code linux-x86_64}. */
  String label() {
    return (os + "-" + cpu).toLowerCase(Locale.ROOT);
  }
}
