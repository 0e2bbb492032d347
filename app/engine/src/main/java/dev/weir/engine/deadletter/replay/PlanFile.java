package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.files.WholeFile;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRef;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plan as a file: a line of JSON that says how, a line for each record, and a line with the
 * SHA-256 of all bytes before it. Behind that may be approvals, a line each with a SHA-256 of its
 * own. A file that was changed by a byte is refused.
 */
public final class PlanFile {
  private static final byte[] BEGINNING = "{\"weir_plan\":".getBytes(StandardCharsets.UTF_8);

  /** Raised when a Weir of before would do something else than the plan says. */
  private static final int VERSION = 3;

  /** Of what fits the memory of a console with room to spare. */
  public static final int MOST_RECORDS = 1_000_000;

  private static final String APPROVED = "{\"approval\":";

  private static final JsonMapper JSON = JsonMapper.shared();

  private PlanFile() {}

  /** A file that is not a plan, or not the plan it was; the message says which. */
  public static final class NotAPlan extends Exception {
    private static final long serialVersionUID = 1L;

    NotAPlan(String sentence) {
      super(sentence);
    }
  }

  /** Gives {@code draft} its hash, which depends on every byte of it and on chance. */
  static Sealed seal(Plan draft) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 + 128 * draft.records().size());
    line(out, header(draft));
    for (PlannedRecord record : draft.records()) {
      line(out, row(record));
    }
    String hash = HexFormat.of().formatHex(RecordDigest.sha256().digest(out.toByteArray()));
    line(out, Map.of("sha256", hash));
    return new Sealed(draft.sealed(hash), out.toByteArray());
  }

  /**
   * The same plan with one record edited by hand, as a plan of its own: its hash is another, so its
   * job is, and whoever approved the one before has not approved it.
   *
   * @param index of the record
   * @param edit none takes back what was edited before
   * @param by who edits it: the author of the plan that it becomes, who cannot approve it
   */
  public static Sealed edited(Plan plan, int index, Edit edit, String by) {
    List<PlannedRecord> records = new ArrayList<>(plan.records());
    records.set(index, records.get(index).edited(edit));
    return seal(plan.edited(by, records));
  }

  /** A plan and the bytes of its file. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  public record Sealed(Plan plan, byte[] file) {
    /** Writes the whole file or none. */
    public void write(Path file) throws IOException {
      WholeFile.write(file, this.file);
    }
  }

  private static void line(ByteArrayOutputStream out, Map<String, ?> object) {
    out.writeBytes(JSON.writeValueAsBytes(object));
    out.write('\n');
  }

  private static Map<String, Object> header(Plan plan) {
    ReplayPolicy policy = plan.policy();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("weir_plan", VERSION);
    header.put("nonce", UUID.randomUUID().toString());
    header.put("created", plan.created().toString());
    header.put(
        "connection",
        ordered(
            "name",
            plan.from().connection(),
            "kind",
            plan.from().kind(),
            "address",
            plan.from().address()));
    header.put("author", plan.author());
    header.put("four_eyes", plan.fourEyes());
    plan.destination()
        .ifPresent(
            destination ->
                header.put(
                    "destination",
                    ordered(
                        "name",
                        destination.at().connection(),
                        "kind",
                        destination.at().kind(),
                        "address",
                        destination.at().address(),
                        "cluster",
                        destination.cluster())));
    header.put("cluster", plan.cluster());
    header.put("stream", plan.stream().name());
    header.put("stream_id", plan.streamIdentity());
    plan.dialect().ifPresent(dialect -> header.put("dialect", dialect.label()));
    policy.to().ifPresent(to -> header.put("to", to));
    header.put("rules", policy.rules());
    header.put(
        "partition",
        switch (policy.partition()) {
          case ReplayPolicy.Partition.ByKey _ -> "key";
          case ReplayPolicy.Partition.Original _ -> "original";
          case ReplayPolicy.Partition.Fixed(int number) -> number;
        });
    header.put("keep_timestamps", policy.keepTimestamps());
    header.put("prefix", policy.prefix());
    header.put("kept_headers", new TreeSet<>(policy.kept()));
    header.put("dropped_headers", new TreeSet<>(policy.dropped()));
    header.put("as_is", policy.asIs());
    header.put("again", policy.again());
    header.put("attempts", policy.attempts());
    header.put("hold_keys", policy.holdKeys());
    if (!policy.change().isNone()) {
      header.put("change", ChangeJson.of(policy.change()));
    }
    header.put("after", plan.after().name().toLowerCase(Locale.ROOT));
    plan.pending()
        .ifPresent(
            held ->
                header.put(
                    "pending",
                    new TreeMap<>(Map.of("group", held.group(), "listed", held.atMillis()))));
    header.put("selection", plan.selection());
    Map<String, Long> leftOut = new LinkedHashMap<>();
    plan.leftOut().forEach((reason, count) -> leftOut.put(reason.label(), count));
    header.put("left_out", leftOut);
    header.put("ends", JSON.readTree(plan.ends()));
    header.put("records", plan.records().size());
    return header;
  }

  private static Map<String, Object> ordered(String... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static Map<String, Object> row(PlannedRecord record) {
    Map<String, Object> row = new LinkedHashMap<>();
    position(row, record.position());
    row.put("digest", record.digest());
    record
        .payload()
        .ifPresent(
            elsewhere -> {
              Map<String, Object> payload = new LinkedHashMap<>();
              payload.put("stream", elsewhere.stream());
              position(payload, elsewhere.position());
              payload.put("digest", elsewhere.digest());
              row.put("payload", payload);
            });
    record.origin().ifPresent(origin -> row.put("origin", origin));
    row.put("to", record.target());
    record.targetPartition().ifPresent(partition -> row.put("to_partition", partition));
    row.put("attempt", record.attempt());
    record.sequence().ifPresent(sequence -> row.put("sequence", sequence));
    record.edit().ifPresent(edit -> row.put("edit", ChangeJson.of(edit)));
    return row;
  }

  private static void position(Map<String, Object> row, Position position) {
    switch (position) {
      case Position.Offset(int partition, long offset) -> {
        row.put("partition", partition);
        row.put("offset", offset);
      }
      case Position.EntryId id -> row.put("id", id.toString());
    }
  }

  /**
   * Reads a plan.
   *
   * @throws NotAPlan if the file is none, or was changed
   * @throws IOException if it cannot be read
   */
  public static Plan read(Path file) throws IOException, NotAPlan {
    return parse(bytes(file), file.toString());
  }

  /**
   * Reads a plan with the bytes of its file, approvals included.
   *
   * @throws NotAPlan if the file is none, or was changed
   * @throws IOException if it cannot be read
   */
  public static Sealed open(Path file) throws IOException, NotAPlan {
    byte[] bytes = bytes(file);
    return new Sealed(parse(bytes, file.toString()), bytes);
  }

  private static byte[] bytes(Path file) throws IOException, NotAPlan {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new NotAPlan("There is no file " + file + ".");
    }
  }

  /** Whether a file begins as plans do; whether it is whole is not looked at. */
  public static boolean looksLikeOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return looksLikeOne(in.readNBytes(BEGINNING.length));
    }
  }

  private static boolean looksLikeOne(byte[] bytes) {
    return bytes.length >= BEGINNING.length
        && Arrays.equals(bytes, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }

  /** The first line of a plan: all but its records. Its hash is not looked at. */
  static Plan outline(Path file, String hash) throws IOException, NotAPlan {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String first = reader.readLine();
      if (first == null) {
        throw new NotAPlan(file + " is empty.");
      }
      return plan(JSON.readTree(first), new String[0], hash, file.toString());
    } catch (JacksonException | DateTimeException | IllegalArgumentException _) {
      throw new NotAPlan(file + " is no plan of weir dlq plan.");
    }
  }

  /**
   * Who has approved the plan in a file, oldest first.
   *
   * @throws NotAPlan if the file is none, or was changed
   */
  public static List<Approval> approvals(Path file) throws IOException, NotAPlan {
    byte[] bytes = bytes(file);
    Plan plan = parse(bytes, file.toString());
    return approvals(bytes, end(bytes), plan.hash(), file.toString());
  }

  /**
   * Writes an approval into the plan's file, all of it or nothing.
   *
   * @throws NotAPlan if the file is none, was changed, or is another plan than was approved
   */
  public static void approve(Path file, Approval approval) throws IOException, NotAPlan {
    byte[] bytes = bytes(file);
    Plan plan = parse(bytes, file.toString());
    if (!plan.hash().equals(approval.plan())) {
      throw new NotAPlan(file + " is another plan than the one that was approved.");
    }
    var out = new ByteArrayOutputStream(bytes.length + 512);
    out.writeBytes(bytes);
    Map<String, Object> told = told(approval);
    line(out, orderedApproval(told));
    new Sealed(plan, out.toByteArray()).write(file);
  }

  private static Map<String, Object> told(Approval approval) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("plan", approval.plan());
    told.put("by", approval.by());
    told.put("at", approval.at().toString());
    told.put("warnings", new TreeSet<>(approval.warnings()));
    return told;
  }

  private static Map<String, Object> orderedApproval(Map<String, Object> told) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("approval", told);
    line.put("sha256", hash(told));
    return line;
  }

  private static String hash(Map<String, Object> told) {
    return HexFormat.of().formatHex(RecordDigest.sha256().digest(JSON.writeValueAsBytes(told)));
  }

  /** Index behind the plan and its hash, where approvals begin. */
  private static int end(byte[] bytes) {
    int end = bytes.length;
    while (end > 0) {
      int from = end - 1;
      while (from > 0 && bytes[from - 1] != '\n') {
        from--;
      }
      if (!new String(bytes, from, Math.min(APPROVED.length(), end - from), StandardCharsets.UTF_8)
          .equals(APPROVED)) {
        return end;
      }
      end = from;
    }
    return end;
  }

  private static List<Approval> approvals(byte[] bytes, int from, String plan, String name)
      throws NotAPlan {
    List<Approval> approvals = new ArrayList<>();
    String all = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    if (!all.isEmpty() && !all.endsWith("\n")) {
      throw new NotAPlan(name + ": the end of an approval is missing.");
    }
    for (String line : all.lines().toList()) {
      JsonNode node = JSON.readTree(line);
      JsonNode told = node.path("approval");
      var approval =
          new Approval(
              told.path("plan").asString(""),
              told.path("by").asString(""),
              Instant.parse(told.path("at").asString("")),
              names(told.path("warnings")));
      String whole =
          new String(
              JSON.writeValueAsBytes(orderedApproval(told(approval))), StandardCharsets.UTF_8);
      if (!line.equals(whole) || !approval.plan().equals(plan)) {
        throw new NotAPlan(name + ": an approval in it was changed, or is of another plan.");
      }
      approvals.add(approval);
    }
    return approvals;
  }

  static Plan parse(byte[] bytes, String name) throws NotAPlan {
    if (bytes.length == 0) {
      throw new NotAPlan(name + " is empty.");
    }
    int end = end(bytes);
    int last = Math.max(0, end - 1);
    while (last > 0 && bytes[last - 1] != '\n') {
      last--;
    }
    try {
      JsonNode seal = JSON.readTree(new String(bytes, last, end - last, StandardCharsets.UTF_8));
      String told = seal.path("sha256").asString("");
      var digest = RecordDigest.sha256();
      digest.update(bytes, 0, last);
      String hash = HexFormat.of().formatHex(digest.digest());
      if (told.isEmpty()) {
        throw new NotAPlan(name + " is no plan, or its end is missing.");
      }
      if (!told.equals(hash)) {
        throw new NotAPlan(
            name + " was changed since it was made: its bytes do not have the hash it ends with.");
      }
      List<Approval> unused = approvals(bytes, end, hash, name);
      String[] lines = new String(bytes, 0, last, StandardCharsets.UTF_8).split("\n", -1);
      return plan(JSON.readTree(lines[0]), lines, hash, name);
    } catch (JacksonException | DateTimeException | IllegalArgumentException _) {
      throw new NotAPlan(
          looksLikeOne(bytes)
              ? name + " was changed or cut off since it was made: it does not end as a plan does."
              : name + " is no plan of weir dlq plan.");
    }
  }

  private static Plan plan(JsonNode header, String[] lines, String hash, String name)
      throws NotAPlan {
    int version = header.path("weir_plan").asInt(0);
    if (version < 1 || version > VERSION) {
      throw new NotAPlan(
          name
              + (version > VERSION
                  ? " was made by a newer Weir: run it with that."
                  : " is no plan of weir dlq plan."));
    }
    List<PlannedRecord> records = new ArrayList<>(lines.length);
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isEmpty()) {
        records.add(row(JSON.readTree(lines[i])));
      }
    }
    Plan.Source from = source(header.path("connection"));
    Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
    header
        .path("left_out")
        .properties()
        .forEach(
            entry ->
                LeftOut.ofLabel(entry.getKey())
                    .ifPresent(reason -> leftOut.put(reason, entry.getValue().asLong())));
    return new Plan(
        hash,
        Instant.parse(header.path("created").asString("")),
        from,
        header.path("author").asString(""),
        header.path("four_eyes").asBoolean(false),
        header.hasNonNull("destination")
            ? Optional.of(
                new Plan.Destination(
                    source(header.path("destination")),
                    header.path("destination").path("cluster").asString("")))
            : Optional.empty(),
        header.path("cluster").asString(""),
        new StreamRef(from.connection(), header.path("stream").asString("")),
        header.path("stream_id").asString(""),
        Dialect.ofLabel(header.path("dialect").asString("")),
        policy(header),
        AfterReplay.valueOf(header.path("after").asString("keep").toUpperCase(Locale.ROOT)),
        header.hasNonNull("pending")
            ? Optional.of(
                new PendingSource(
                    header.path("pending").path("group").asString(""),
                    header.path("pending").path("listed").asLong(0)))
            : Optional.empty(),
        texts(header.path("selection")),
        leftOut,
        header.path("ends").toString(),
        records);
  }

  private static Plan.Source source(JsonNode place) {
    return new Plan.Source(
        place.path("name").asString(""),
        place.path("kind").asString(""),
        place.path("address").asString(""));
  }

  private static ReplayPolicy policy(JsonNode header) {
    JsonNode partition = header.path("partition");
    ReplayPolicy.Partition which;
    if (partition.isInt()) {
      which = new ReplayPolicy.Partition.Fixed(partition.asInt());
    } else {
      which =
          partition.asString("").equals("original")
              ? new ReplayPolicy.Partition.Original()
              : new ReplayPolicy.Partition.ByKey();
    }
    return new ReplayPolicy(
        header.hasNonNull("to") ? Optional.of(header.path("to").asString("")) : Optional.empty(),
        texts(header.path("rules")),
        which,
        header.path("keep_timestamps").asBoolean(false),
        header.path("prefix").asString(""),
        names(header.path("kept_headers")),
        names(header.path("dropped_headers")),
        header.path("as_is").asBoolean(false),
        header.path("again").asBoolean(false),
        header.path("attempts").asInt(0),
        header.path("hold_keys").asBoolean(false),
        ChangeJson.change(header.path("change")));
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
    return texts;
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new HashSet<>();
    array.forEach(name -> names.add(name.asString("")));
    return names;
  }

  private static PlannedRecord row(JsonNode row) {
    JsonNode payload = row.path("payload");
    return new PlannedRecord(
        position(row),
        row.path("digest").asString(""),
        payload.isObject()
            ? Optional.of(
                new PlannedRecord.Elsewhere(
                    payload.path("stream").asString(""),
                    position(payload),
                    payload.path("digest").asString("")))
            : Optional.empty(),
        row.hasNonNull("origin") ? Optional.of(row.path("origin").asString("")) : Optional.empty(),
        row.path("to").asString(""),
        row.hasNonNull("to_partition")
            ? OptionalInt.of(row.path("to_partition").asInt())
            : OptionalInt.empty(),
        row.path("attempt").asInt(1),
        row.hasNonNull("sequence")
            ? Optional.of(row.path("sequence").asString(""))
            : Optional.empty(),
        row.hasNonNull("edit") ? Optional.of(ChangeJson.edit(row.path("edit"))) : Optional.empty());
  }

  private static Position position(JsonNode row) {
    if (row.hasNonNull("id")) {
      return entryId(row.path("id").asString(""));
    }
    return new Position.Offset(row.path("partition").asInt(), row.path("offset").asLong());
  }

  static Position.EntryId entryId(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException(text);
    }
    return new Position.EntryId(
        Long.parseUnsignedLong(text.substring(0, dash)),
        Long.parseUnsignedLong(text.substring(dash + 1)));
  }
}
