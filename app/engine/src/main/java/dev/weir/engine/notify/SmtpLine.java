package dev.weir.engine.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A conversation with a mail server by RFC 5321, with STARTTLS (RFC 3207) and AUTH PLAIN (RFC
 * 4954). A password is never said in the clear. Blocks; used by one thread.
 */
final class SmtpLine implements AutoCloseable {
  private static final String BREAK = "\r\n";

  /** An encoded word holds 75 characters at most: 45 bytes in base 64, and its frame. */
  private static final int WORD_BYTES = 45;

  private final Channel.Tls tls;
  private final String host;
  private Socket socket;
  private BufferedReader in;
  private OutputStream out;
  private List<String> extensions = List.of();

  SmtpLine(String host, int port, Channel.Tls tls, Duration timeout)
      throws IOException, DeliveryException {
    this.tls = tls;
    this.host = host;
    var plain = new Socket();
    socket = plain;
    try {
      plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      if (tls == Channel.Tls.TLS) {
        socket = secured(plain, host, port);
      }
      in = reader(socket);
      out = socket.getOutputStream();
      expect(2);
      hello();
      if (tls == Channel.Tls.STARTTLS) {
        if (extensions.stream().noneMatch(line -> line.equalsIgnoreCase("STARTTLS"))) {
          throw new DeliveryException(
              host + " cannot encrypt: write security: none if it is on this machine.", false);
        }
        say("STARTTLS", 2);
        socket = secured(plain, host, port);
        in = reader(socket);
        out = socket.getOutputStream();
        hello();
      }
    } catch (IOException | DeliveryException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var secured = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private void hello() throws IOException, DeliveryException {
    List<String> lines = say("EHLO weir.localdomain", 2);
    extensions = lines.stream().map(line -> line.length() > 4 ? line.substring(4) : "").toList();
  }

  /** Logs in. */
  void logIn(String user, String password) throws IOException, DeliveryException {
    boolean isLocal = socket.getInetAddress().isLoopbackAddress();
    if (tls == Channel.Tls.NONE && !isLocal) {
      throw new DeliveryException(
          "A password is not sent to " + host + " in the clear: write security: starttls.", false);
    }
    String token =
        Base64.getEncoder()
            .encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
    send("AUTH PLAIN " + token);
    int code = reply(new ArrayList<>());
    if (code / 100 != 2) {
      throw new DeliveryException(
          host + " refused the user and password (" + code + ").", code / 100 == 4);
    }
  }

  /** Sends one letter. */
  void send(String from, List<String> to, String subject, String text, Instant at)
      throws IOException, DeliveryException {
    say("MAIL FROM:<" + from + ">", 2);
    for (String one : to) {
      say("RCPT TO:<" + one + ">", 2);
    }
    say("DATA", 3);
    var letter = new StringBuilder();
    letter.append("From: <").append(from).append('>').append(BREAK);
    letter.append("To: <").append(String.join(">, <", to)).append('>').append(BREAK);
    letter.append("Subject: ").append(words(subject)).append(BREAK);
    letter
        .append("Date: ")
        .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC)))
        .append(BREAK);
    letter.append("Message-ID: <").append(UUID.randomUUID()).append("@weir>").append(BREAK);
    letter.append("Auto-Submitted: auto-generated").append(BREAK);
    letter.append("MIME-Version: 1.0").append(BREAK);
    letter.append("Content-Type: text/plain; charset=UTF-8").append(BREAK);
    letter.append("Content-Transfer-Encoding: base64").append(BREAK).append(BREAK);
    // Base 64 has no dots at a line's beginning, which would end the letter.
    letter
        .append(
            Base64.getMimeEncoder()
                .encodeToString(text.replace("\n", BREAK).getBytes(StandardCharsets.UTF_8)))
        .append(BREAK);
    letter.append('.');
    say(letter.toString(), 2);
    send("QUIT");
  }

  /** A heading of any characters, as RFC 2047 wants it. */
  static String words(String text) {
    String oneLine = text.replaceAll("\\s+", " ").strip();
    if (oneLine.length() < 70 && oneLine.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return oneLine;
    }
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < oneLine.length(); ) {
      int point = oneLine.codePointAt(i);
      String character = Character.toString(point);
      int size = character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > WORD_BYTES) {
        words.add(encoded(word.toString()));
        word.setLength(0);
        bytes = 0;
      }
      word.append(character);
      bytes += size;
      i += character.length();
    }
    words.add(encoded(word.toString()));
    return String.join(BREAK + " ", words);
  }

  private static String encoded(String text) {
    return "=?UTF-8?B?"
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "?=";
  }

  private void send(String line) throws IOException {
    out.write((line + BREAK).getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private List<String> say(String line, int wanted) throws IOException, DeliveryException {
    send(line);
    return expect(wanted);
  }

  private List<String> expect(int wanted) throws IOException, DeliveryException {
    List<String> lines = new ArrayList<>();
    int code = reply(lines);
    if (code / 100 != wanted) {
      throw new DeliveryException(
          host + " answered: " + String.join(" ", lines).strip(), code / 100 == 4);
    }
    return lines;
  }

  /** Reads an answer of one or more lines, and returns its code. */
  private int reply(List<String> lines) throws IOException, DeliveryException {
    while (true) {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("closed");
      }
      lines.add(line);
      if (line.length() < 3 || !line.substring(0, 3).chars().allMatch(Character::isDigit)) {
        throw new DeliveryException(
            host + " is no mail server: it says " + line.toLowerCase(Locale.ROOT) + ".", false);
      }
      if (line.length() == 3 || line.charAt(3) != '-') {
        return Integer.parseInt(line.substring(0, 3));
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
