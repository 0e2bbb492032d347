package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.LeaseShare;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * A lease by the epoch of a transactional id under which nobody ever writes. Whoever has the lease
 * raises the epoch again and again, as a producer does when it begins; everybody else sees it move.
 * One that has stood still for a term is free. It is taken by raising it, and held from the next
 * time on if nobody else has raised it in between. The brokers keep an id for a week after it moved
 * last. Confined to one thread.
 */
final class TransactionalLease implements LeaseShare {
  /** What its transactional ids, and the groups of the same names, begin with. */
  static final String OWN = "weir-lease-";

  private static final int LAST_EPOCHS = Short.MAX_VALUE - 2;

  private final ClusterLink link;
  private final String id;
  private final long termNanos;
  private Part part = Part.STANDS_BY;
  private boolean hasLooked;
  private Optional<Epoch> seen = Optional.empty();
  private long seenNanos;

  private enum Part {
    STANDS_BY,
    CLAIMS,
    HOLDS
  }

  private record Epoch(long producer, int number) {
    /**
     * Whether {@code next} is this one raised once. Epochs that are used up go on at another id.
     */
    boolean isFollowedBy(Epoch next) {
      return next.producer() == producer
          ? next.number() == number + 1
          : next.number() == 0 && number >= LAST_EPOCHS;
    }
  }

  TransactionalLease(ClusterLink link, String name, Duration term) {
    this.link = link;
    this.id = OWN + name;
    this.termNanos = term.toNanos();
  }

  @Override
  public boolean renew() {
    Optional<Epoch> now = look();
    boolean isAsLeft = hasLooked && now.equals(seen);
    if (!isAsLeft) {
      part = Part.STANDS_BY;
      seen = now;
      seenNanos = System.nanoTime();
      hasLooked = true;
    }
    switch (part) {
      case STANDS_BY -> {
        boolean isFree = now.isEmpty() || System.nanoTime() - seenNanos >= termNanos;
        if (isFree) {
          remember(raise());
          part = Part.CLAIMS;
        }
      }
      case CLAIMS, HOLDS -> {
        Epoch next = raise();
        part = now.orElseThrow().isFollowedBy(next) ? Part.HOLDS : Part.CLAIMS;
        remember(next);
      }
    }
    return part == Part.HOLDS;
  }

  private void remember(Epoch epoch) {
    seen = Optional.of(epoch);
    seenNanos = System.nanoTime();
  }

  private Optional<Epoch> look() {
    try {
      TransactionDescription there =
          link.await(
              link.start(
                      "look at transactional id " + id,
                      admin -> admin.describeTransactions(List.of(id)))
                  .description(id));
      link.answered();
      return Optional.of(new Epoch(there.producerId(), there.producerEpoch()));
    } catch (ExecutionException | TimeoutException failed) {
      if (FailureWords.unwrap(failed) instanceof TransactionalIdNotFoundException) {
        return Optional.empty();
      }
      throw failed("look at", failed);
    }
  }

  private Epoch raise() {
    FenceProducersResult raised =
        link.start("raise the epoch of " + id, admin -> admin.fenceProducers(List.of(id)));
    try {
      return new Epoch(link.await(raised.producerId(id)), link.await(raised.epochId(id)));
    } catch (ExecutionException | TimeoutException failed) {
      // Whether it was raised is not known: the next look tells.
      throw failed("raise the epoch of", failed);
    }
  }

  private ConnectorException failed(String doing, Exception failed) {
    return link.failed(doing + " transactional id " + id, failed);
  }

  /** An epoch cannot be given back: it stands still from now on. */
  @Override
  public void close() {
    part = Part.STANDS_BY;
  }
}
