package dev.weir.engine.deadletter.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
  private static String patched(String document, String patch) throws Unfit {
    return new String(
        Json.write(JsonPatch.read(patch).on(Json.read(document).deepCopy())),
        StandardCharsets.UTF_8);
  }

  /** The cases of RFC 6902, appendix A, and of its text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"foo":"bar"}            | [{"op":"add","path":"/baz","value":"qux"}]               | {"foo":"bar","baz":"qux"}
          {"foo":["bar","baz"]}    | [{"op":"add","path":"/foo/1","value":"qux"}]             | {"foo":["bar","qux","baz"]}
          {"baz":"qux","foo":"bar"}| [{"op":"remove","path":"/baz"}]                          | {"foo":"bar"}
          {"foo":["a","b","c"]}    | [{"op":"remove","path":"/foo/1"}]                        | {"foo":["a","c"]}
          {"baz":"qux","foo":"bar"}| [{"op":"replace","path":"/baz","value":"boo"}]           | {"baz":"boo","foo":"bar"}
          {"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}} | [{"op":"move","from":"/foo/waldo","path":"/qux/thud"}] | {"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}
          {"foo":["all","grass","cows","eat"]} | [{"op":"move","from":"/foo/1","path":"/foo/3"}] | {"foo":["all","cows","eat","grass"]}
          {"baz":"qux","foo":["a",2,"c"]} | [{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}] | {"baz":"qux","foo":["a",2,"c"]}
          {"foo":"bar"}            | [{"op":"add","path":"/child","value":{"grandchild":{}}}] | {"foo":"bar","child":{"grandchild":{}}}
          {"foo":"bar"}            | [{"op":"add","path":"/baz","value":"qux","xyz":123}]     | {"foo":"bar","baz":"qux"}
          {"/":9,"~1":10}          | [{"op":"test","path":"/~01","value":10}]                 | {"/":9,"~1":10}
          {"foo":["bar"]}          | [{"op":"add","path":"/foo/-","value":["abc","def"]}]     | {"foo":["bar",["abc","def"]]}
          {"foo":1}                | [{"op":"add","path":"","value":[1]}]                     | [1]
          {"foo":1}                | [{"op":"replace","path":"","value":null}]                | null
          {"foo":{"a":1}}          | [{"op":"copy","from":"/foo","path":"/bar"},{"op":"add","path":"/foo/a","value":2}] | {"foo":{"a":2},"bar":{"a":1}}
          {"foo":1}                | [{"op":"test","path":"/foo","value":1.0}]                | {"foo":1}
          {"":1}                   | [{"op":"replace","path":"/","value":2}]                  | {"":2}
          {"a":1}                  | []                                                       | {"a":1}
          """)
  void doesWhatTheRfcSays(String document, String patch, String after) throws Unfit {
    assertThat(patched(document, patch)).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"baz":"qux"}   | [{"op":"test","path":"/baz","value":"bar"}]        | at /baz is not what the patch tests for
          {"foo":"bar"}   | [{"op":"add","path":"/baz/bat","value":"qux"}]     | there is nothing at /baz/bat
          {"/":9,"~1":10} | [{"op":"test","path":"/~01","value":"10"}]         | at /~01 is not what the patch tests for
          {"foo":[1,2]}   | [{"op":"remove","path":"/foo/2"}]                  | there is nothing at /foo/2
          {"foo":[1,2]}   | [{"op":"add","path":"/foo/3","value":1}]           | there is nothing at /foo/3
          {"foo":[1,2]}   | [{"op":"remove","path":"/foo/01"}]                 | there is nothing at /foo/01
          {"foo":[1,2]}   | [{"op":"remove","path":"/foo/-"}]                  | there is nothing at /foo/-
          {"foo":1}       | [{"op":"replace","path":"/bar","value":1}]         | there is nothing at /bar
          {"foo":1}       | [{"op":"remove","path":""}]                        | the whole value cannot be removed
          {"foo":null}    | [{"op":"copy","from":"/bar","path":"/baz"}]        | there is nothing at /bar
          """)
  void whatDoesNotFitSaysWhere(String document, String patch, String why) {
    assertThatThrownBy(() -> patched(document, patch)).isInstanceOf(Unfit.class).hasMessage(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"op":"remove"}                                 | a patch is a list
          [{"op":"remove"}]                               | operation 1 of the patch has no "path"
          [{"op":"remove","path":"foo"}]                  | operation 1 of the patch has no "path"
          [{"op":"remove","path":"/a~2"}]                 | operation 1 of the patch has no "path"
          [{"op":"add","path":"/a"}]                      | operation 1 of the patch has no "value"
          [{"op":"merge","path":"/a"}]                    | operation 1 of the patch is none of add
          [{"op":"move","from":"/a","path":"/a/b"}]       | operation 1 of the patch moves something into itself
          [{"op":"add","path":"/a","value":1              | the patch is not JSON
          """)
  void whatIsNoPatchSaysWhy(String patch, String why) {
    assertThatThrownBy(() -> JsonPatch.read(patch))
        .isInstanceOf(Unfit.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void whatIsNotChangedKeepsEveryDigit() throws Unfit {
    assertThat(
            patched(
                "{\"a\":1.10,\"b\":12345678901234567890.123456789,\"c\":9007199254740993,\"d\":1,"
                    + "\"ö\":\"\\u0000é\"}",
                "[{\"op\":\"replace\",\"path\":\"/d\",\"value\":2.50}]"))
        .isEqualTo(
            "{\"a\":1.10,\"b\":12345678901234567890.123456789,\"c\":9007199254740993,\"d\":2.50,"
                + "\"ö\":\"\\u0000é\"}");
  }

  @Test
  void membersOfOneNameAreNotSilentlyMerged() {
    assertThatThrownBy(() -> patched("{\"a\":1,\"a\":2}", "[]"))
        .isInstanceOf(Unfit.class)
        .hasMessageContaining("two members of one name");
  }
}
