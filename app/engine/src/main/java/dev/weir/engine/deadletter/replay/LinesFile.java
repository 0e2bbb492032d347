package dev.weir.engine.deadletter.replay;

import dev.weir.engine.decode.ValueText;
import dev.weir.engine.export.RecordLine;
import dev.weir.engine.export.RecordReader;
import dev.weir.engine.export.RecordWriter;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamRef;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as lines of JSON to a file, each exactly once: the file itself is read back to
 * tell which it has, and a line that a crash left unfinished is cut off.
 */
public final class LinesFile implements ReplayPort {
  private static final String REMEDY =
      "Plan with another --to-file, or make room and give rights on its folder.";

  private final Path file;
  private final Plan plan;

  public LinesFile(Path file, Plan plan) {
    this.file = file.toAbsolutePath();
    this.plan = plan;
  }

  /** What tells a file from other destinations. */
  public static String clusterId(Path file) {
    return "file:" + file.toAbsolutePath();
  }

  @Override
  public String clusterId() {
    return clusterId(file);
  }

  /** Why a plan's lines cannot be added to a file, as far as looking tells; empty if they can. */
  static Optional<String> problem(Path file, Plan plan) {
    return new LinesFile(file, plan)
        .refusal()
        .map(what -> new ConnectorFailure.Rejected(what, REMEDY).sentence());
  }

  private Optional<String> refusal() {
    Path folder = file.getParent();
    if (Files.isDirectory(file)) {
      return Optional.of(file + " is a folder.");
    }
    if (!Files.exists(file)) {
      if (folder == null || !Files.isDirectory(folder)) {
        return Optional.of("There is no folder " + folder + ".");
      }
      return Files.isWritable(folder)
          ? Optional.empty()
          : Optional.of("No file may be made in " + folder + ".");
    }
    if (!Files.isWritable(file)) {
      return Optional.of(file + " may not be written to.");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (isBlank(channel) || isBegun(channel)) {
        return Optional.empty();
      }
      try (RecordReader reader = new RecordReader(Channels.newInputStream(channel.position(0)))) {
        return reader.next().filter(this::isOfThisJob).isPresent()
            ? Optional.empty()
            : Optional.of(foreignText());
      }
    } catch (IOException _) {
      return Optional.of(foreignText());
    }
  }

  private boolean isOfThisJob(RecordLine line) {
    return header(line, "job").filter(plan.job()::equals).isPresent();
  }

  private String foreignText() {
    return file + " holds something else than records of this plan.";
  }

  /** A failure of the file, as a sentence: such as one that has no message but the file's name. */
  private String notWritten(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "There is no folder " + file.getParent() + ".";
      case AccessDeniedException _ -> file + " may not be written to.";
      default -> file + " cannot be written: " + failure.getMessage() + ".";
    };
  }

  /** Whatever stream its lines are of, nothing is known of it. */
  @Override
  public Optional<ReplayTarget> replayTarget(StreamRef stream) {
    return Optional.empty();
  }

  @Override
  public ReplayLane openReplay(ReplayJob job) {
    return new Lane();
  }

  private ConnectorException unusable(String what) {
    return new ConnectorException(new ConnectorFailure.Rejected(what, REMEDY));
  }

  /** All there is, is the beginning of a line such as this job writes first. */
  private boolean isBegun(FileChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    if (whole(channel) > 0) {
      return false;
    }
    long written = written(channel, chunk);
    chunk.clear().limit((int) Math.min(chunk.capacity(), written));
    while (chunk.hasRemaining() && channel.read(chunk, chunk.position()) > 0) {
      // Reads on.
    }
    String begun = StandardCharsets.UTF_8.decode(chunk.flip()).toString();
    return plan.targets().stream().anyMatch(target -> isBegun(begun, target));
  }

  /** A line of {@code weir tail} is not taken for one: it has an offset, or an id of its own. */
  private boolean isBegun(String text, String target) {
    var stream = new StringBuilder();
    ValueText.appendQuoted(stream, target);
    Matcher line =
        Pattern.compile(
                "\\{\"stream\":"
                    + Pattern.quote(stream.toString())
                    + ",\"partition\":(?:null|\\d+),(?:\"id\":\"([0-9-]+)\",)?\"timestamp\":.*",
                Pattern.DOTALL)
            .matcher(text);
    if (!line.matches()) {
      return line.hitEnd();
    }
    String id = line.group(1);
    return id == null
        || plan.records().stream().anyMatch(record -> record.position().toString().equals(id));
  }

  /** Of the first lines that were written a power cut has left nothing but their length. */
  private static boolean isBlank(FileChannel channel) throws IOException {
    return firstOf(value -> value != 0, channel, ByteBuffer.allocate(1 << 16)) == channel.size();
  }

  /** Where the first such byte is; the file's length if there is none. */
  private static long firstOf(IntPredicate wanted, FileChannel channel, ByteBuffer chunk)
      throws IOException {
    for (long at = 0; ; ) {
      int read = channel.read(chunk.clear(), at);
      for (int i = 0; i < read; i++) {
        if (wanted.test(chunk.get(i))) {
          return at + i;
        }
      }
      if (read < 0) {
        return at;
      }
      at += read;
    }
  }

  /**
   * Up to and with the last end of a line, all of which is on the disk: where a power cut has taken
   * what was written last but not the file's length, there are zeros, which no line has.
   */
  private static long whole(FileChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    for (long end = written(channel, chunk); end > 0; ) {
      long from = Math.max(0, end - chunk.capacity());
      chunk.clear().limit((int) (end - from));
      while (chunk.hasRemaining() && channel.read(chunk, from + chunk.position()) > 0) {
        // Reads on.
      }
      for (int i = chunk.position() - 1; i >= 0; i--) {
        if (chunk.get(i) == '\n') {
          return from + i + 1;
        }
      }
      end = from;
    }
    return 0;
  }

  private static long written(FileChannel channel, ByteBuffer chunk) throws IOException {
    return firstOf(value -> value == 0, channel, chunk);
  }

  private Optional<String> header(RecordLine line, String name) {
    String wanted = plan.policy().prefix() + name;
    for (Header header : line.headers()) {
      if (header.name().equals(wanted)
          && header.value() instanceof Payload.Bytes(byte[] bytes, int _)) {
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** Holds the file. Confined to one thread. */
  private final class Lane implements ReplayLane {
    private @Nullable FileChannel channel;
    private long lines;

    @Override
    public Begun begin() {
      try {
        FileChannel opened =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = opened;
        FileLock lock;
        try {
          lock = opened.tryLock();
        } catch (OverlappingFileLockException _) {
          lock = null;
        }
        if (lock == null) {
          throw unusable("Another program has " + file + " open for writing.");
        }
        Map<String, Integer> places = places();
        if (!isBlank(opened) && !isBegun(opened)) {
          try (RecordReader first = reader()) {
            // Nothing is cut off a file that is not this job's.
            int unused = index(first.next().orElseThrow(this::foreign), places);
          }
        }
        long whole = whole(opened);
        FileChannel unused = opened.truncate(whole).position(whole);
        Map<Integer, Position> written = new HashMap<>();
        try (RecordReader reader = reader()) {
          for (Optional<RecordLine> line = reader.next(); line.isPresent(); line = reader.next()) {
            written.put(index(line.get(), places), new Position.Offset(0, lines++));
          }
        }
        return new Begun.Remembered(written, true);
      } catch (IOException e) {
        throw unusable(notWritten(e));
      }
    }

    private RecordReader reader() throws IOException {
      return new RecordReader(new BufferedInputStream(Files.newInputStream(file)));
    }

    private Map<String, Integer> places() {
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < plan.records().size(); i++) {
        places.put(
            plan.stream().name() + ":" + Rebuilder.place(plan.records().get(i).position()), i);
      }
      return places;
    }

    private int index(RecordLine line, Map<String, Integer> places) {
      return header(line, "job")
          .filter(plan.job()::equals)
          .flatMap(_ -> header(line, "source"))
          .map(places::get)
          .orElseThrow(this::foreign);
    }

    private ConnectorException foreign() {
      return unusable(foreignText());
    }

    @Override
    public Outcome write(List<ReplayRecord> records, int next, int quarantined) {
      FileChannel open = channel;
      if (open == null) {
        throw new IllegalStateException("begin comes first");
      }
      var text = new StringBuilder();
      List<Position> places = new ArrayList<>(records.size());
      for (ReplayRecord record : records) {
        text.append(line(record)).append('\n');
        places.add(new Position.Offset(0, lines + places.size()));
      }
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      try {
        while (bytes.hasRemaining()) {
          open.write(bytes);
        }
        open.force(false);
      } catch (IOException e) {
        // What is in the file now is found out by reading it again.
        return new Outcome.Unclear(unusable(notWritten(e)).failure());
      }
      lines += records.size();
      return new Outcome.Written(places);
    }

    /** As {@code weir tail} prints it and {@code weir produce} takes it. */
    private static String line(ReplayRecord from) {
      Optional<Position.EntryId> id =
          from.from() instanceof Position.EntryId entry ? Optional.of(entry) : Optional.empty();
      return RecordWriter.jsonLine(from.to(), id, from.record());
    }

    @Override
    public void close() {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          throw unusable(file + " did not close: " + e.getMessage() + ".");
        }
      }
    }
  }
}
