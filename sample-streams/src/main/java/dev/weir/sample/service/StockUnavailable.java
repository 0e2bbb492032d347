package dev.weir.sample.service;

/** The stock store did not do what it was asked. */
final class StockUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StockUnavailable(String message) {
    super(message);
  }
}
