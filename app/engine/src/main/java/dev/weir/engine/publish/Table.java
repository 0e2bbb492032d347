package dev.weir.engine.publish;

import java.util.List;

/** Rows that match a query, in its order. */
public interface Table<R> {
  List<R> rows();

  /** Rows there are, matching or not. */
  int total();
}
