package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.LeaseShare;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A lease by a key that ends by itself. A replica that takes over without the newest write may have
 * two programs hold it for one term. Confined to one thread.
 */
final class KeyLease implements LeaseShare {
  private static final Script TAKE = Script.of("lease.lua");
  private static final Script END = Script.of("lease-end.lua");

  private final Servers servers;
  private final byte[] key;
  private final byte[] token = Command.bytes(UUID.randomUUID().toString());
  private final byte[] termMillis;
  private boolean held;

  KeyLease(Servers servers, String name, Duration term) {
    this.servers = servers;
    this.key = Command.bytes("weir:lease:" + name);
    this.termMillis = Command.bytes(Long.toString(term.toMillis()));
  }

  @Override
  public boolean renew() {
    held = false;
    held =
        servers.ask(key, TAKE.on(List.of(key), List.of(token, termMillis))) instanceof Long one
            && one == 1;
    return held;
  }

  @Override
  public void close() {
    if (held) {
      held = false;
      try {
        var _ = servers.ask(key, END.on(List.of(key), List.of(token)));
      } catch (ConnectorException _) {
        // It ends with its term.
      }
    }
  }
}
