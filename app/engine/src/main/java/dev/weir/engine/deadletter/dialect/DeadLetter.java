package dev.weir.engine.deadletter.dialect;

import java.util.List;
import java.util.Optional;

/**
 * What a record says of its failures.
 *
 * @param hops oldest to newest; empty where the record says nothing
 * @param orderIsCertain false where two frameworks left marks that do not tell which came first
 */
public record DeadLetter(List<Hop> hops, boolean orderIsCertain) {
  static final DeadLetter SILENT = new DeadLetter(List.of(), true);

  public DeadLetter {
    hops = List.copyOf(hops);
  }

  /** How the newest failure is written. */
  public Optional<Dialect> dialect() {
    return newest().map(Hop::dialect);
  }

  /** The first failure: nearest to where the record was born. */
  public Optional<Hop> oldest() {
    return hops.isEmpty() ? Optional.empty() : Optional.of(hops.getFirst());
  }

  /** The failure that brought the record where it is. */
  public Optional<Hop> newest() {
    return hops.isEmpty() ? Optional.empty() : Optional.of(hops.getLast());
  }

  /** The stream of the first failure that names one. */
  public Optional<String> origin() {
    return hops.stream().flatMap(hop -> hop.stream().stream()).findFirst();
  }
}
