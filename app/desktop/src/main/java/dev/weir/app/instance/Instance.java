package dev.weir.app.instance;

import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only console with a window on one user's folder. Holds a lock on a file in it, which the
 * system lets go however the program ends, and listens on a local socket beside it for a second
 * start. The file holds something while the console runs: whoever finds it so and unlocked knows
 * that the one before did not end in order.
 */
public final class Instance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

  /** What is asked for, then the file's path where there is one, until the end of what is sent. */
  private static final byte FOCUS = 'f';

  private static final int LONGEST_MESSAGE_BYTES = 8_192;

  private final Path socketFile;
  private final FileChannel file;
  private final FileLock lock;
  private final boolean endedBadlyBefore;
  private final Optional<ServerSocketChannel> server;

  private Instance(
      Path socketFile,
      FileChannel file,
      FileLock lock,
      boolean endedBadlyBefore,
      Optional<ServerSocketChannel> server) {
    this.socketFile = socketFile;
    this.file = file;
    this.lock = lock;
    this.endedBadlyBefore = endedBadlyBefore;
    this.server = server;
  }

  /**
   * Becomes the only one.
   *
   * @param folder of the user; made where missing
   * @return empty if there is one already
   * @throws IOException if the folder cannot be written to
   */
  public static Optional<Instance> claim(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel file =
        FileChannel.open(
            folder.resolve("weir.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = tryLock(file);
    if (lock == null) {
      file.close();
      return Optional.empty();
    }
    boolean endedBadly = file.size() > 0;
    file.truncate(0);
    int _ =
        file.write(
            ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    Path socketFile = folder.resolve("weir.sock");
    return Optional.of(new Instance(socketFile, file, lock, endedBadly, listen(socketFile)));
  }

  /**
   * Asks the one that runs to show its window, on a file where one is given.
   *
   * @return whether it took the message
   */
  public static boolean focusOther(Path folder, Optional<Path> opened) {
    String path = opened.map(file -> file.toAbsolutePath().toString()).orElse("");
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(1 + name.length).put(FOCUS).put(name).flip();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("weir.sock")));
      while (message.hasRemaining()) {
        channel.write(message);
      }
      return true;
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /** Whether the console before this one ended without closing its instance. */
  public boolean endedBadlyBefore() {
    return endedBadlyBefore;
  }

  /**
   * Calls {@code focus} for each second start from now on, with the file that it was to open, from
   * another thread.
   */
  public void onSecondStart(Consumer<Optional<Path>> focus) {
    server.ifPresent(channel -> Threads.startVirtual("second-start", () -> answer(channel, focus)));
  }

  @Override
  public void close() {
    try {
      if (server.isPresent()) {
        server.get().close();
        Files.deleteIfExists(socketFile);
      }
      file.truncate(0);
      lock.release();
      file.close();
    } catch (IOException e) {
      LOG.warn("The lock of the user's folder could not be let go", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /** Empty where the system has no such sockets, or the folder's path is too long for one. */
  private static Optional<ServerSocketChannel> listen(Path socketFile) {
    try {
      // One that is left over belongs to a console that ended badly: the lock is ours.
      Files.deleteIfExists(socketFile);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(socketFile));
      return Optional.of(channel);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.info("A second start cannot be told apart: {}", e.toString());
      return Optional.empty();
    }
  }

  private static void answer(ServerSocketChannel server, Consumer<Optional<Path>> focus) {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        ByteBuffer message = ByteBuffer.allocate(LONGEST_MESSAGE_BYTES);
        while (message.hasRemaining() && client.read(message) >= 0) {
          // Until all of it is there.
        }
        message.flip();
        if (message.hasRemaining() && message.get() == FOCUS) {
          String path = StandardCharsets.UTF_8.decode(message).toString();
          focus.accept(path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)));
        }
      } catch (IOException | InvalidPathException _) {
        // Closed, or whoever connected has gone, or is no Weir.
      }
    }
  }
}
