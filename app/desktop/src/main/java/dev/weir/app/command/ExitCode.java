package dev.weir.app.command;

import dev.weir.stream.ConnectorFailure;

/** What a command tells its caller. Scripts rely on these. */
public final class ExitCode {
  public static final int SUCCESS = 0;

  /** The command found what it looks for: an alert fires, records are quarantined. */
  public static final int FINDING = 1;

  /** Bad usage or configuration; a stream that is not there. */
  public static final int USAGE = 2;

  /** The broker cannot be reached. */
  public static final int UNREACHABLE = 3;

  /** A defect in Weir itself. */
  public static final int DEFECT = 70;

  private ExitCode() {}

  /** What a command tells that ended because of {@code failure}. */
  static int of(ConnectorFailure failure) {
    return switch (failure) {
      case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> UNREACHABLE;
      case ConnectorFailure.Unauthorized _,
          ConnectorFailure.Missing _,
          ConnectorFailure.Rejected _ ->
          USAGE;
    };
  }
}
