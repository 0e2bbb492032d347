package dev.weir.sample.service;

/** Numbers of the seeded choices, so that no two depend on each other. */
final class Question {
  static final int CUSTOMER = 1;
  static final int SKU = 2;
  static final int QUANTITY = 3;
  static final int PRICE = 4;
  static final int COUNTRY = 5;
  static final int CHANNEL = 6;
  static final int BANK = 7;
  static final int DUPLICATE = 8;
  static final int HOT = 9;
  static final int LATE = 10;
  static final int LARGE_ORDER = 11;
  static final int DISCONTINUED = 12;
  static final int CURRENCY = 13;
  static final int CLOCK_SKEW = 14;
  static final int PAYMENT_REFUSED = 20;
  static final int PAYMENT_REASON = 21;
  static final int PAYMENT_CUT = 22;
  static final int AUTHORISATION = 23;
  static final int SETTLEMENT = 30; // and the attempts behind it
  static final int WAREHOUSE = 40;
  static final int SHIPPED = 50;
  static final int CARRIER = 51;
  static final int WEIGHT = 52;
  static final int NOTIFIED = 60;
  static final int ADDRESS = 61;
  static final int LEARNING_KIND = 70;
  static final int STUDENT = 71;
  static final int COURSE = 72;
  static final int ASSIGNMENT = 73;
  static final int POINTS = 74;
  static final int WORDS = 75;
  static final int BAD_GRADE = 76;

  private Question() {}
}
