package dev.weir.engine.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A check of an audit trail, line by line. */
final class TrailCheck {
  private final ByteArrayOutputStream between = new ByteArrayOutputStream();
  private String previous = TrailLine.BEFORE_THE_FIRST;
  private long at;
  private long lines;
  private int cutOff;
  private Optional<String> problem = Optional.empty();

  static AuditTrail.Checked of(Path file) throws IOException {
    var check = new TrailCheck();
    try (var bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var line = new ByteArrayOutputStream();
      int next;
      while (check.problem.isEmpty() && (next = bytes.read()) >= 0) {
        if (next == '\n') {
          check.take(line.toByteArray());
          line.reset();
        } else {
          line.write(next);
        }
      }
      if (check.problem.isEmpty() && line.size() > 0) {
        check.take(line.toByteArray());
      }
    }
    return check.found();
  }

  private void take(byte[] bytes) {
    at++;
    TrailLine.of(bytes)
        .ifPresentOrElse(
            this::take,
            () -> {
              between.writeBytes(bytes);
              between.write('\n');
            });
  }

  private void take(TrailLine line) {
    Optional<String> found =
        between.size() == 0
            ? Optional.empty()
            : Optional.of(TrailLine.hashOf(between.toByteArray()));
    if (!line.cutOff().equals(found)) {
      problem =
          Optional.of(
              found.isPresent()
                  ? "Line " + (at - 1) + " is not whole: it was when the next one was written."
                  : "Line " + at + " tells of something before it that is not there.");
    } else if (!line.previous().equals(previous)) {
      problem =
          Optional.of(
              "Line "
                  + at
                  + " does not follow the one before: that one, or one between, was changed.");
    } else {
      cutOff += found.isPresent() ? 1 : 0;
      between.reset();
      previous = line.hash();
      lines++;
    }
  }

  /** Whether it is what lines begin with; from where the power took it there may be zeros. */
  private static boolean isBegun(byte[] left) {
    return new String(left, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\0", 2)[0])
        .allMatch(line -> line.startsWith(TrailLine.BEGIN) || TrailLine.BEGIN.startsWith(line));
  }

  AuditTrail.Checked found() {
    boolean endsCutOff = problem.isEmpty() && between.size() > 0;
    if (endsCutOff && !isBegun(between.toByteArray())) {
      // Nobody who wrote here has seen it: each line that follows such a thing tells of it.
      problem =
          Optional.of(
              (lines == 0 ? "It begins with" : "After line " + lines + " comes")
                  + " something that is neither a line nor the beginning of one.");
      endsCutOff = false;
    }
    return new AuditTrail.Checked(lines, previous, endsCutOff ? cutOff + 1 : cutOff, problem);
  }
}
