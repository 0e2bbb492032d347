package dev.weir.app.faults;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What dead letters are on and come back to, and what can be done to it. */
interface FaultyServer extends AutoCloseable {
  /** As reports name it. */
  String name();

  /** Makes both streams and so many dead letters; what {@code weir dlq plan} is told of them. */
  List<String> fill(String target, int records) throws Exception;

  Watch watch(String target);

  /** Kills it, and starts it again after a while. */
  void kill(long awayMillis) throws InterruptedException;

  /** What all connections go through. */
  CuttableLine line();

  /** How often it is killed in one run, at most. */
  int mostKills();

  /** Places of what arrived, by {@code replay.key}. */
  Map<String, List<String>> arrived(String target);

  /** Dead letters that are there although they were to be taken away. */
  long stayed(String target);

  @Override
  void close();

  /** Tells from outside how far a replay is. */
  interface Watch {
    /** Until so much is written, or the process has ended. */
    void awaitWritten(long records, Process process) throws InterruptedException;

    /** A little further: into a transaction if there are such, or anywhere. */
    void goOn(Random random, Process process) throws InterruptedException;

    /** Whether a transaction is open on the target. */
    boolean hasOpenTransaction() throws InterruptedException;
  }
}
