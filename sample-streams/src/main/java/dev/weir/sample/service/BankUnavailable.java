package dev.weir.sample.service;

/** A bank did not settle a payment. */
final class BankUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BankUnavailable(String message) {
    super(message);
  }
}
