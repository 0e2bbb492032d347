package dev.weir.stream;

/** Whether records of open and aborted transactions are read. Redis has no transactions to see. */
public enum ReadIsolation {
  READ_UNCOMMITTED,
  READ_COMMITTED
}
