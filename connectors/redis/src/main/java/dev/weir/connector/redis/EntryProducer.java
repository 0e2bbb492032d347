package dev.weir.connector.redis;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Adds entries to one stream that is there, on a connection of its own, one after the other. */
final class EntryProducer implements ProduceLane {
  private final StreamRef stream;
  private final byte[] key;
  private final HostAndPort server;
  private final RedisLink link;
  private final KeyNames names;

  private EntryProducer(
      StreamRef stream, byte[] key, HostAndPort server, RedisLink link, KeyNames names) {
    this.stream = stream;
    this.key = key;
    this.server = server;
    this.link = link;
    this.names = names;
  }

  static EntryProducer open(Servers servers, KeyNames names, StreamRef stream) {
    byte[] key = names.key(stream.name());
    HostAndPort server = servers.serverOf(key);
    try {
      RedisLink link = servers.connect(server, servers.settings().socketTimeoutMillis());
      return new EntryProducer(stream, key, server, link, names);
    } catch (RuntimeException failed) {
      throw Failures.exception(failed, server);
    }
  }

  @Override
  public List<Outcome> produce(List<NewRecord> records) {
    List<Outcome> outcomes = new ArrayList<>(records.size());
    for (NewRecord record : records) {
      Outcome before = outcomes.isEmpty() ? null : outcomes.getLast();
      // After one that failed nothing is tried: entries would be out of order.
      outcomes.add(before == null || before instanceof Outcome.Written ? add(record) : before);
    }
    return List.copyOf(outcomes);
  }

  private Outcome add(NewRecord record) {
    List<byte[]> fields = fields(record);
    if (fields.isEmpty()) {
      return new Outcome.Refused(
          new ConnectorFailure.Rejected(
              "An entry of stream '" + stream.name() + "' needs a field.",
              "Give it a header, a key or a value."));
    }
    try {
      return link.ask(Command.add(key, fields)) instanceof byte[] id
          ? new Outcome.Written(EntryIds.parse(id))
          : new Outcome.Refused(Failures.noStream(stream, server));
    } catch (JedisConnectionException away) {
      return new Outcome.Unclear(Failures.of(away, server.toString()));
    } catch (JedisException refused) {
      return new Outcome.Refused(Failures.of(refused, server.toString()));
    }
  }

  private List<byte[]> fields(NewRecord record) {
    List<byte[]> fields = new ArrayList<>();
    for (Header header : record.headers()) {
      add(fields, names.key(header.name()), header.value());
    }
    if (fields.isEmpty()) {
      add(fields, Command.bytes("key"), record.key());
      add(fields, Command.bytes("value"), record.value());
    }
    return fields;
  }

  private static void add(List<byte[]> fields, byte[] name, Payload value) {
    if (value instanceof Payload.Bytes(byte[] bytes, int _)) {
      fields.add(name);
      fields.add(bytes);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
