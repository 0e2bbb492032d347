package dev.weir.sample.event;

import static dev.weir.sample.event.Field.decimal;
import static dev.weir.sample.event.Field.flag;
import static dev.weir.sample.event.Field.integer;
import static dev.weir.sample.event.Field.oneOf;
import static dev.weir.sample.event.Field.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every type of event the platform publishes: the code's side of the event catalogue. */
public enum EventType {
  ORDER_PLACED(
      "OrderPlaced",
      "order",
      "orders",
      "order id",
      Form.JSON,
      "A customer placed an order.",
      text("order_id", "`o-` and a number of eight digits or more"),
      text("customer_id", "who ordered"),
      text("sku", "the product"),
      integer("quantity", "pieces"),
      decimal("unit_price", "price of one piece, in `currency`"),
      decimal("total", "`quantity` × `unit_price`"),
      oneOf("currency", "ISO 4217", "EUR", "USD", "GBP"),
      text("country", "ISO 3166-1 alpha-2, where it is delivered"),
      oneOf("channel", "where it was placed", "web", "app", "store"),
      text("client", "name and version of the shop's program"),
      oneOf("bank", "where it is paid", "north", "south", "east", "west", "harbour")),
  ORDER_CONFIRMED(
      "OrderConfirmed",
      "order",
      "orders",
      "order id",
      Form.JSON,
      "Payment and stock are there.",
      text("order_id", "the order"),
      text("customer_id", "who ordered")),
  ORDER_CANCELLED(
      "OrderCancelled",
      "order",
      "orders",
      "order id",
      Form.JSON,
      "The order will not be delivered; reserved stock is released.",
      text("order_id", "the order"),
      oneOf("reason", "why", "payment_failed"),
      text("sku", "the product to release"),
      integer("quantity", "pieces to release")),
  ORDER_SHIPPED(
      "OrderShipped",
      "order",
      "orders",
      "order id",
      Form.JSON,
      "The carrier took the parcel.",
      text("order_id", "the order"),
      text("shipment_id", "the shipment it travels in"),
      text("carrier", "who brings it")),
  PAYMENT_PROCESSED(
      "PaymentProcessed",
      "payment",
      "payments",
      "order id",
      Form.JSON,
      "The bank accepted the payment.",
      text("order_id", "the order paid for"),
      text("customer_id", "who paid"),
      decimal("amount", "in `currency`"),
      text("currency", "ISO 4217"),
      text("bank", "which bank"),
      text("authorisation", "the bank's reference"),
      text("sku", "the product"),
      integer("quantity", "pieces")),
  PAYMENT_FAILED(
      "PaymentFailed",
      "payment",
      "payments",
      "order id",
      Form.JSON,
      "The bank refused the payment.",
      text("order_id", "the order"),
      text("customer_id", "who should have paid"),
      decimal("amount", "in `currency`"),
      text("currency", "ISO 4217"),
      text("bank", "which bank"),
      oneOf("reason", "why", "insufficient_funds", "card_expired", "suspected_fraud"),
      text("sku", "the product"),
      integer("quantity", "pieces")),
  STOCK_RESERVED(
      "StockReserved",
      "inventory",
      "inventory",
      "SKU",
      Form.JSON,
      "Pieces are set aside for an order.",
      text("sku", "the product"),
      text("order_id", "the order"),
      text("customer_id", "who ordered"),
      integer("quantity", "pieces"),
      oneOf("warehouse", "where", "north", "south", "harbour")),
  STOCK_RELEASED(
      "StockReleased",
      "inventory",
      "inventory",
      "SKU",
      Form.JSON,
      "Pieces of a cancelled order are free again.",
      text("sku", "the product"),
      text("order_id", "the cancelled order"),
      integer("quantity", "pieces")),
  STOCK_UPDATED(
      "StockUpdated",
      "inventory",
      "inventory",
      "SKU",
      Form.JSON,
      "New pieces arrived.",
      text("sku", "the product"),
      integer("added", "pieces"),
      oneOf("reason", "why", "restock")),
  LOW_STOCK_ALERT(
      "LowStockAlert",
      "inventory",
      "inventory",
      "SKU",
      Form.JSON,
      "A product runs out; a restock follows.",
      text("sku", "the product"),
      integer("threshold", "pieces below which this is said")),
  BREAKER_STATE(
      "BreakerStateChanged",
      "inventory",
      "inventory-health",
      "name of the breaker",
      Form.JSON,
      "The circuit breaker of the stock store changed its state, or says every 5 s that it did"
          + " not.",
      text("breaker", "which one"),
      oneOf("state", "now", "closed", "open", "half_open"),
      decimal("failure_rate", "share of the last calls that failed, 0…1"),
      integer("calls", "how many calls that share is taken over")),
  SHIPMENT_DISPATCHED(
      "ShipmentDispatched",
      "shipping",
      "shipments",
      "shipment id",
      Form.AVRO,
      "A parcel left the warehouse.",
      text("shipment_id", "the parcel"),
      text("order_id", "the order in it"),
      text("carrier", "who brings it; `unknown` is what the fulfilment desk rejects"),
      integer("weight_grams", "weight")),
  SHIPMENT_DELIVERED(
      "ShipmentDelivered",
      "shipping",
      "shipments",
      "shipment id",
      Form.AVRO,
      "A parcel arrived.",
      text("shipment_id", "the parcel"),
      text("order_id", "the order in it"),
      text("carrier", "who brought it"),
      integer("weight_grams", "weight")),
  FRAUD_SCORED(
      "FraudScored",
      "scoring",
      "fraud-scores",
      "order id",
      Form.PROTOBUF,
      "An online model's opinion of an order.",
      text("order_id", "the order"),
      decimal("score", "probability of fraud, 0…1"),
      text("model", "name and number of the examples it has learnt from"),
      integer(
          "feature_age_ms", "milliseconds since the customer's profile last changed; -1 if new"),
      integer("inference_nanos", "time the prediction took")),
  METRIC_UPDATED(
      "MetricUpdated",
      "analytics",
      "analytics",
      "name of the metric",
      Form.JSON,
      "What a topic carried in the last seconds.",
      text("metric", "`records.` and the topic"),
      integer("value", "records"),
      integer("seconds", "length of the window")),
  ALERT_TRIGGERED(
      "AlertTriggered",
      "analytics",
      "analytics",
      "name of the alert",
      Form.JSON,
      "A figure is out of its bounds.",
      text("alert", "which"),
      integer("value", "what was seen"),
      integer("limit", "what is allowed"),
      integer("seconds", "length of the window")),
  DAILY_REPORT(
      "DailyReport",
      "analytics",
      "analytics",
      "`daily`",
      Form.JSON,
      "The platform's day, which lasts a minute.",
      integer("day", "counted from the start"),
      integer("records", "of all topics"),
      integer("orders", "placed"),
      integer("dead_letters", "of all dead-letter topics")),
  STUDENT_ENROLLED(
      "student.enrolled",
      "learning",
      "student.enrolled",
      "student id",
      Form.JSON,
      "A student joined a course.",
      text("student_id", "who"),
      text("course", "which course")),
  ASSIGNMENT_SUBMITTED(
      "assignment.submitted",
      "learning",
      "assignment.submitted",
      "student id",
      Form.JSON,
      "A student handed in work.",
      text("student_id", "who"),
      text("course", "which course"),
      integer("assignment", "its number in the course"),
      integer("words", "length"),
      flag("on_time", "before the deadline")),
  GRADE_UPDATED(
      "grade.updated",
      "learning",
      "grade.updated",
      "student id",
      Form.JSON,
      "An assignment was graded, or graded anew.",
      text("student_id", "who"),
      text("course", "which course"),
      integer("assignment", "its number in the course"),
      integer("points", "0…100; anything above is what the statistics cannot process")),
  NOTIFICATION_REQUESTED(
      "NotificationRequested",
      "order",
      "redis notifications",
      "—",
      Form.REDIS,
      "A customer is to be told something.",
      text("order_id", "the order it is about"),
      oneOf("template", "which text", "order_confirmed", "order_cancelled", "order_shipped"),
      text("address", "where to; an empty one cannot be delivered")),
  NOTIFICATION_SENT(
      "NotificationSent",
      "notification",
      "redis notifications:sent",
      "—",
      Form.REDIS,
      "A customer was told.",
      text("order_id", "the order it is about"),
      oneOf("medium", "how", "mailer", "sms", "push"),
      text("template", "which text")),
  STREAM_RATES(
      "StreamRates",
      "analytics",
      "redis metrics",
      "—",
      Form.REDIS,
      "What all topics carried in the last second.",
      integer("records", "records"),
      integer("bytes", "bytes of keys and values"),
      integer("dead_letters", "records on dead-letter topics"));

  /** How an event is written. */
  public enum Form {
    JSON("JSON"),
    AVRO("Avro, Confluent wire format"),
    PROTOBUF("Protobuf, Confluent wire format"),
    REDIS("fields of a Redis stream entry, the data among the envelope's fields");

    private final String description;

    Form(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }
  }

  /** Version of every type's data, part of the envelope. */
  public static final int VERSION = 1;

  private final String typeName;
  private final String source;
  private final String stream;
  private final String key;
  private final Form form;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Field> fields;

  @SuppressWarnings("ImmutableEnumChecker") // never written to, never handed out
  private final byte[] marker;

  @SuppressWarnings("ImmutableEnumChecker") // never written to, copied by the writer
  private final byte[] middle;

  EventType(
      String typeName,
      String source,
      String stream,
      String key,
      Form form,
      String description,
      Field... fields) {
    this.typeName = typeName;
    this.source = source;
    this.stream = stream;
    this.key = key;
    this.form = form;
    this.description = description;
    this.fields = List.of(fields);
    String begin = "\",\"type\":\"" + typeName + "\"";
    this.marker = begin.getBytes(StandardCharsets.US_ASCII);
    this.middle =
        (begin + ",\"version\":" + version() + ",\"source\":\"" + source + "\",\"time\":\"")
            .getBytes(StandardCharsets.US_ASCII);
  }

  private static int version() {
    return VERSION;
  }

  public String typeName() {
    return typeName;
  }

  /** The service that publishes it. */
  public String source() {
    return source;
  }

  /** The topic, or {@code redis} and the stream's key. */
  public String stream() {
    return stream;
  }

  /** What the record's key is. */
  public String key() {
    return key;
  }

  public Form form() {
    return form;
  }

  public String description() {
    return description;
  }

  public List<Field> fields() {
    return fields;
  }

  /**
   * Whether an event written by {@link EventWriter} is of this type, from its first bytes. Costs a
   * comparison; for anything else use {@link EventReader}.
   */
  public boolean marks(byte[] json) {
    int from = EventWriter.ID_END;
    return json.length >= from + marker.length
        && Arrays.equals(json, from, from + marker.length, marker, 0, marker.length);
  }

  /** From the end of the id to the beginning of the time. */
  byte[] middle() {
    return middle;
  }

  public static Optional<EventType> named(String typeName) {
    return Arrays.stream(values()).filter(type -> type.typeName.equals(typeName)).findFirst();
  }
}
