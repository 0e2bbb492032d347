package dev.weir.app.command;

import dev.weir.app.broker.Brokers;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.stream.Connector;
import dev.weir.stream.ReplayPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Plans as commands take them: a file, or the id of a job that was begun on this machine. */
final class Plans {
  private Plans() {}

  /**
   * Reads a plan's file.
   *
   * @throws UsageProblem if it is none, or was changed
   */
  static Plan read(Path file) {
    try {
      return PlanFile.read(file);
    } catch (PlanFile.NotAPlan e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    } catch (IOException _) {
      throw new UsageProblem(
          file + " cannot be read: check that it is a file and its permissions.");
    }
  }

  /**
   * The plan of a job that was begun here.
   *
   * @throws UsageProblem if there is no such job
   */
  static Plan ofJob(String job, ReplayStore store) {
    try {
      return store
          .plan(job)
          .orElseThrow(
              () ->
                  new UsageProblem(
                      "There is no job "
                          + job
                          + " on this machine; weir dlq status lists those there are."));
    } catch (PlanFile.NotAPlan e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    } catch (IOException _) {
      throw new UsageProblem("The plan of job " + job + " cannot be read: " + store.file(job));
    }
  }

  /**
   * Whether a plan may be written to a file, as far as looking tells: no folder is made of what may
   * be a slip of the pen, and nothing but a plan is written over.
   *
   * @throws UsageProblem if not
   */
  static void checkOut(Path out) {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UsageProblem("There is no folder " + folder + ": make it, or correct --out.");
    }
    if (Files.isDirectory(out)) {
      throw new UsageProblem(out + " is a folder, and --out takes a file.");
    }
    try {
      if (Files.isRegularFile(out) && Files.size(out) > 0 && !PlanFile.looksLikeOne(out)) {
        throw new UsageProblem(
            out + " is there and is no plan: name another file, or remove it first.");
      }
    } catch (IOException _) {
      // Writing it will tell.
    }
  }

  /** What a plan says of a connection; one that is not saved has no name. */
  static Plan.Source source(Brokers.Chosen chosen) {
    return new Plan.Source(
        chosen.saved() ? chosen.settings().name() : "",
        chosen.spec().kind(),
        chosen.spec().address());
  }

  /**
   * What brings records back on a connection.
   *
   * @throws UsageProblem if there is nothing that does
   */
  static ReplayPort port(Connector connector, Brokers.Chosen chosen) {
    if (connector instanceof ReplayPort port) {
      return port;
    }
    throw new UsageProblem(
        "Weir does not bring dead letters back on " + chosen.provider().displayName() + ".");
  }
}
