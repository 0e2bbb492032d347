package dev.weir.connector.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks the addresses of a host up. */
final class NameLookup {
  private NameLookup() {}

  /**
   * Its addresses, at least one; never waits longer than asked, for a dead resolver takes half a
   * minute. On a thread of its own, so that a lookup that hangs keeps no other waiting; not a
   * virtual one, which would hold on to its carrier meanwhile.
   *
   * @throws IOException if the name is not known, or nobody says so in time
   */
  static InetAddress[] addresses(String host, Duration atMost) throws IOException {
    var lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
    Thread.ofPlatform().name("lookup-" + host).daemon().start(lookup);
    try {
      return lookup.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("no answer for " + host, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
