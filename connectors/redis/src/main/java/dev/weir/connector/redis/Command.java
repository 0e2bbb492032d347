package dev.weir.connector.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Protocol;

/**
 * A command as it goes to the server. Only what reads may be made here, and the few that write:
 * this class is the list of all this connector ever asks.
 */
final class Command {
  private static final byte[] STREAM = bytes("STREAM");
  private static final byte[] GROUPS = bytes("GROUPS");
  private static final byte[] CONSUMERS = bytes("CONSUMERS");
  private static final byte[] COUNT = bytes("COUNT");
  private static final byte[] BLOCK = bytes("BLOCK");
  private static final byte[] STREAMS = bytes("STREAMS");
  private static final byte[] MATCH = bytes("MATCH");
  private static final byte[] TYPE = bytes("TYPE");
  private static final byte[] KEY_TYPE = bytes("stream");
  private static final byte[] USAGE = bytes("USAGE");
  private static final byte[] NOMKSTREAM = bytes("NOMKSTREAM");
  private static final byte[] SETID = bytes("SETID");
  static final byte[] FIRST = bytes("-");
  static final byte[] LAST = bytes("+");

  private final Protocol.Command verb;
  private final byte[][] arguments;

  private Command(Protocol.Command verb, byte[]... arguments) {
    this.verb = verb;
    this.arguments = arguments;
  }

  Protocol.Command verb() {
    return verb;
  }

  byte[][] arguments() {
    return arguments;
  }

  static Command ping() {
    return new Command(Protocol.Command.PING);
  }

  static Command time() {
    return new Command(Protocol.Command.TIME);
  }

  static Command info(String section) {
    return new Command(Protocol.Command.INFO, bytes(section));
  }

  static Command type(byte[] key) {
    return new Command(Protocol.Command.TYPE, key);
  }

  static Command memoryUsage(byte[] key) {
    return new Command(Protocol.Command.MEMORY, USAGE, key);
  }

  static Command streamInfo(byte[] key) {
    return new Command(Protocol.Command.XINFO, STREAM, key);
  }

  static Command groupsInfo(byte[] key) {
    return new Command(Protocol.Command.XINFO, GROUPS, key);
  }

  static Command consumersInfo(byte[] key, byte[] group) {
    return new Command(Protocol.Command.XINFO, CONSUMERS, key, group);
  }

  /** The {@code count} pending entries of lowest id. */
  static Command pending(byte[] key, byte[] group, int count) {
    return pending(key, group, FIRST, count);
  }

  /** The {@code count} pending entries of lowest id from {@code from} on. */
  static Command pending(byte[] key, byte[] group, byte[] from, int count) {
    return new Command(Protocol.Command.XPENDING, key, group, from, LAST, number(count));
  }

  static Command range(byte[] key, byte[] from, byte[] to, int count) {
    return new Command(Protocol.Command.XRANGE, key, from, to, COUNT, number(count));
  }

  static Command reverseRange(byte[] key, byte[] from, byte[] to, int count) {
    return new Command(Protocol.Command.XREVRANGE, key, from, to, COUNT, number(count));
  }

  /**
   * Entries after the given ids.
   *
   * @param blockMillis how long the server may wait for one; 0 for not at all
   * @param after one id per key
   */
  static Command read(int count, int blockMillis, byte[][] keys, byte[][] after) {
    int options = blockMillis > 0 ? 5 : 3;
    byte[][] arguments = new byte[options + 2 * keys.length][];
    arguments[0] = COUNT;
    arguments[1] = number(count);
    if (blockMillis > 0) {
      arguments[2] = BLOCK;
      arguments[3] = number(blockMillis);
    }
    arguments[options - 1] = STREAMS;
    System.arraycopy(keys, 0, arguments, options, keys.length);
    System.arraycopy(after, 0, arguments, options + keys.length, keys.length);
    return new Command(Protocol.Command.XREAD, arguments);
  }

  /** Adds an entry of one field, for {@link RedisProbe}. */
  static Command add(byte[] key, byte[] field, byte[] value) {
    return new Command(Protocol.Command.XADD, key, bytes("*"), field, value);
  }

  /**
   * Adds an entry to a stream that is there, for {@link EntryProducer}; names and values by turns.
   */
  static Command add(byte[] key, List<byte[]> fields) {
    byte[][] arguments = new byte[3 + fields.size()][];
    arguments[0] = key;
    arguments[1] = NOMKSTREAM;
    arguments[2] = bytes("*");
    for (int i = 0; i < fields.size(); i++) {
      arguments[3 + i] = fields.get(i);
    }
    return new Command(Protocol.Command.XADD, arguments);
  }

  /** Takes an entry off a group's list, for {@link PendingEntries} and {@link ScriptLane}. */
  static Command acknowledge(byte[] key, byte[] group, byte[] id) {
    return new Command(Protocol.Command.XACK, key, group, id);
  }

  /** Deletes an entry, for {@link PendingEntries} and {@link ScriptLane}. */
  static Command delete(byte[] key, byte[] id) {
    return new Command(Protocol.Command.XDEL, key, id);
  }

  /** Deletes entries, for {@link ScriptLane}. */
  static Command delete(byte[] key, List<byte[]> ids) {
    byte[][] arguments = new byte[1 + ids.size()][];
    arguments[0] = key;
    for (int i = 0; i < ids.size(); i++) {
      arguments[1 + i] = ids.get(i);
    }
    return new Command(Protocol.Command.XDEL, arguments);
  }

  /** One step through a hash. */
  static Command hashScan(byte[] key, byte[] cursor, int count) {
    return new Command(Protocol.Command.HSCAN, key, cursor, COUNT, number(count));
  }

  /** Waits until so many replicas have what this connection wrote. */
  static Command await(int replicas, int timeoutMillis) {
    return new Command(Protocol.Command.WAIT, number(replicas), number(timeoutMillis));
  }

  /** Runs a {@link Script}, in one go. */
  static Command script(byte[] text, List<byte[]> keys, List<byte[]> arguments) {
    byte[][] all = new byte[2 + keys.size() + arguments.size()][];
    all[0] = text;
    all[1] = number(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      all[2 + i] = keys.get(i);
    }
    for (int i = 0; i < arguments.size(); i++) {
      all[2 + keys.size() + i] = arguments.get(i);
    }
    return new Command(Protocol.Command.EVAL, all);
  }

  /** Has a group go on after another id, for {@link OffsetResets}. */
  static Command setId(byte[] key, byte[] group, byte[] after) {
    return new Command(Protocol.Command.XGROUP, SETID, key, group, after);
  }

  /** One step through the keyspace, telling streams only. Redis 6.0 and later. */
  static Command scanStreams(byte[] cursor, String pattern, int count) {
    return new Command(
        Protocol.Command.SCAN, cursor, MATCH, bytes(pattern), COUNT, number(count), TYPE, KEY_TYPE);
  }

  /** One step through the keyspace, telling keys of every type. */
  static Command scanKeys(byte[] cursor, String pattern, int count) {
    return new Command(Protocol.Command.SCAN, cursor, MATCH, bytes(pattern), COUNT, number(count));
  }

  static Command clusterSlots() {
    return new Command(Protocol.Command.CLUSTER, bytes("SLOTS"));
  }

  static Command masterAddress(String name) {
    return new Command(Protocol.Command.SENTINEL, bytes("GET-MASTER-ADDR-BY-NAME"), bytes(name));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(int value) {
    return bytes(Integer.toString(value));
  }
}
