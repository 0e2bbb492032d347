package dev.weir.engine.deadletter.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangerTest {
  private static final List<Header> HEADERS =
      List.of(header("tenant", "acme"), header("tag", "1"), header("tag", "2"));

  private static Header header(String name, String value) {
    return new Header(name, bytes(value));
  }

  private static Payload bytes(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Payload payload) {
    return payload instanceof Payload.Bytes(byte[] bytes, int _)
        ? new String(bytes, StandardCharsets.UTF_8)
        : "null";
  }

  private static StreamRecord dead(Position position, Payload value, List<Header> headers) {
    return new StreamRecord(
        new StreamRef("here", "orders-dlt"),
        position,
        1_700_000_000_000L,
        TimestampType.CREATE_TIME,
        1_700_000_000_000L,
        bytes("o-1"),
        value,
        headers,
        100);
  }

  private static Changer changer(Change change, boolean entries) {
    Changer.Made made = Changer.of(change, "replay.", entries);
    assertThat(made).isInstanceOf(Changer.Made.Ready.class);
    return ((Changer.Made.Ready) made).changer();
  }

  private static Changer.Outcome changed(Change change, Payload value) {
    return changer(change, false)
        .change(
            dead(new Position.Offset(0, 7), value, HEADERS),
            new Body(bytes("o-1"), value, HEADERS));
  }

  private static Body done(Changer.Outcome outcome) {
    assertThat(outcome).isInstanceOf(Changer.Outcome.Done.class);
    return ((Changer.Outcome.Done) outcome).body();
  }

  private static Change set(String at, String expression) {
    return new Change(
        Optional.empty(),
        List.of(new Change.Assignment(at, expression)),
        List.of(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          /total  | value.total * 100                        | {"total":1200,"name":"x"}
          /total  | double(value.total) / 8.0                    | {"total":1.5,"name":"x"}
          /name   | value.name.upperAscii() + "-" + key      | {"total":12,"name":"X-o-1"}
          /tenant | headers["tenant"]                        | {"total":12,"name":"x","tenant":"acme"}
          /at     | timestamp                                | {"total":12,"name":"x","at":"2023-11-14T22:13:20Z"}
          /all    | [1, 2].map(n, n * 2)                     | {"total":12,"name":"x","all":[2,4]}
          /none   | null                                     | {"total":12,"name":"x","none":null}
          ~~      | {"only": value.name}                     | {"only":"x"}
          """)
  void putsWhatAnExpressionGives(String at, String expression, String after) {
    Body body = done(changed(set(at, expression), bytes("{\"total\":12,\"name\":\"x\"}")));

    assertThat(text(body.value())).isEqualTo(after);
    assertThat(body.headers()).isEqualTo(HEADERS);
  }

  @Test
  void whatComesOutAsItWasKeepsItsBytes() {
    Payload spaced = bytes("{ \"total\" : 12.0 }");

    assertThat(done(changed(set("/total", "value.total"), spaced)).value()).isEqualTo(spaced);
  }

  @Test
  void headersAndKeyAreSetAndTakenOff() {
    var change =
        new Change(
            Optional.empty(),
            List.of(),
            List.of(
                new Change.Assignment("tag", "\"one\""),
                new Change.Assignment("tenant", "null"),
                new Change.Assignment("count", "size")),
            Optional.of("value.split(\",\")[1]"));

    Body body = done(changed(change, bytes("a,b")));

    assertThat(text(body.key())).isEqualTo("b");
    assertThat(body.headers().stream().map(it -> it.name() + "=" + text(it.value())))
        .containsExactly("tag=one", "count=100");
    assertThat(text(body.value())).as("a value that is no JSON is left alone").isEqualTo("a,b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          hello           | 1                 | its value is not JSON
          {"a":1,"a":2}   | 1                 | its value has two members of one name
          {"b":{}}        | value.c           | c
          {"b":{}}        | 1.0 / 0.0         | the expression gives a number that JSON does not have
          {"b":{}}        | b"x"              | the expression gives something that JSON does not have
          {"b":{}}        | 1 / 0             | It divides by zero
          {"b":"x"}       | value.b + 1       | "+" does not work on what this record has there
          []              | 1                 | there is nothing at /a
          """)
  void whatDoesNotFitIsRefusedWhole(String value, String expression, String why) {
    assertThat(changed(set("/a", expression), bytes(value)))
        .isInstanceOfSatisfying(
            Changer.Outcome.Refused.class,
            refused ->
                assertThat(refused.why()).startsWith("The change does not fit").contains(why));
  }

  @Test
  void avroIsRefusedAndJsonBehindASchemasIdKeepsThatId() {
    Payload avro = Payload.of(new byte[] {0, 0, 0, 0, 9, 2, 4});
    byte[] json = "\0\0\0\0\u0009{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    assertThat(changed(set("/a", "2"), avro))
        .isInstanceOfSatisfying(
            Changer.Outcome.Refused.class,
            refused ->
                assertThat(refused.why()).contains("Avro or Protobuf of the registered schema 9"));
    assertThat(text(done(changed(set("/a", "value.a + 1"), Payload.of(json))).value()))
        .isEqualTo("\0\0\0\0\u0009{\"a\":2}");
    assertThat(changed(set("/a", "2"), Payload.ABSENT))
        .isEqualTo(new Changer.Outcome.Refused("The change does not fit: it has no value."));
  }

  @Test
  void fieldsOfAnEntryAreChangedAlsoInsideTheirJson() {
    Header binary = new Header("raw", Payload.of(new byte[] {(byte) 0xff, 0}));
    Header untouched = header("meta", "{ \"kept\": 1.0 }");
    List<Header> fields =
        List.of(header("payload", "{\"total\": 3}"), untouched, binary, header("type", "order"));
    var change =
        new Change(
            Optional.of("[{\"op\":\"remove\",\"path\":\"/type\"}]"),
            List.of(
                new Change.Assignment("/payload/total", "value.payload.total + 1"),
                new Change.Assignment("/count", "2")),
            List.of(),
            Optional.empty());

    Body body =
        done(
            changer(change, true)
                .change(
                    dead(new Position.EntryId(5, 0), Payload.ABSENT, fields),
                    new Body(Payload.ABSENT, Payload.ABSENT, fields)));

    assertThat(body.headers())
        .containsExactly(
            header("payload", "{\"total\":4}"), untouched, binary, header("count", "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          total      | 1             | “total” is no pointer
          /total     | value.        | For /total
          /total     | amount * 2    | "amount" is not known here
          """)
  void whatIsNoChangeIsToldBeforeAnythingIsRead(String at, String expression, String why) {
    assertThat(Changer.of(set(at, expression), "replay.", false))
        .isInstanceOfSatisfying(
            Changer.Made.Problem.class, problem -> assertThat(problem.why()).contains(why));
  }

  @Test
  void weirsOwnHeadersAndTheKeyOfAnEntryCannotBeSet() {
    var own =
        new Change(
            Optional.empty(),
            List.of(),
            List.of(new Change.Assignment("replay.key", "key")),
            Optional.empty());
    var key = new Change(Optional.empty(), List.of(), List.of(), Optional.of("\"k\""));

    assertThat(Changer.of(own, "replay.", false))
        .isEqualTo(
            new Changer.Made.Problem("The header “replay.key” is Weir's own and cannot be set."));
    assertThat(Changer.of(key, "replay.", true)).isInstanceOf(Changer.Made.Problem.class);
  }
}
