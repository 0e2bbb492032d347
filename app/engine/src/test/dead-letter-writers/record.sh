#!/bin/sh
# Runs the writers against a Kafka broker of 4.4 that has nothing else on it, and records what they
# wrote, byte for byte, as weir tail prints it.
#
#   record.sh BOOTSTRAP WEIR       for instance: record.sh localhost:9092 app/target/weir/bin/weir
#
# Compile the writers first: mvn -f app/engine/src/test/dead-letter-writers/pom.xml compile \
#   dependency:build-classpath -Dmdep.outputFile=target/cp.txt
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bootstrap=$1
weir=$2
out=$here/../resources/dead-letters
mkdir -p "$out"

run() {
  echo "$2" >&2
  java -Xmx512m -cp "$here/$1/target/classes:$(cat "$here/$1/target/cp.txt")" "writer.$2" "$bootstrap" \
    >"$here/$1/target/$2.log" 2>&1
}

record() {
  "$weir" tail "$1" --kafka "$bootstrap" --from earliest --until end --format json >"$out/$2.jsonl"
  wc -l "$out/$2.jsonl" >&2
}

if [ "${3:-}" != --only-record ]; then
  run kafka ShareGroup
  run kafka Streams
  run kafka Connect
  run spring-kafka SpringKafka
  run spring-cloud-stream SpringCloudStream
  run smallrye SmallRye
fi
record dlq.fx-share share-group-kafka-4.4.0
record dlq.fx-share-copy share-group-copy-kafka-4.4.0
record fx-streams-dlq kafka-streams-4.3.1
record fx-connect-dlq kafka-connect-4.3.1
record fx-connect-bare-dlq kafka-connect-without-headers-4.3.1
record fx-spring-dlt spring-kafka-4.1.1
record fx-spring-dlt-dlt spring-kafka-twice-4.1.1
record fx-retryable-dlt spring-retryable-topic-4.1.1
record error.fx-binder.fx-invoices spring-cloud-stream-5.0.2
record error.fx-embedded.fx-invoices spring-cloud-stream-embedded-5.0.2
record fx-smallrye-dlq smallrye-4.36.0
record fx-smallrye-dlq2 smallrye-twice-4.36.0
record fx-delayed_retry_200 smallrye-delayed-retry-4.36.0
record fx-delayed-dlq smallrye-delayed-dlq-4.36.0
record fx-undecodable-dlq smallrye-undecodable-4.36.0
