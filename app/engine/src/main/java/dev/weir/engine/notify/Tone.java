package dev.weir.engine.notify;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Clip;
import javax.sound.sampled.LineEvent;
import javax.sound.sampled.LineUnavailableException;

/** Two short tones that rise, three and higher ones for what is critical; made, not recorded. */
final class Tone {
  private static final int RATE = 44_100;
  private static final int TONE_FRAMES = RATE * 16 / 100;
  private static final int REST_FRAMES = RATE * 5 / 100;
  private static final int FADE_FRAMES = RATE / 100;
  private static final double LOUDNESS = 0.4;
  private static final double[] MILD_HZ = {587.33, 783.99};
  private static final double[] CRITICAL_HZ = {783.99, 987.77, 1174.66};
  private static final long LONGEST_S = 5;

  private Tone() {}

  /** One channel of 16 bits, the lower byte first. */
  static byte[] samples(boolean critical) {
    double[] tones = critical ? CRITICAL_HZ : MILD_HZ;
    byte[] samples = new byte[2 * tones.length * (TONE_FRAMES + REST_FRAMES)];
    for (int tone = 0; tone < tones.length; tone++) {
      int from = tone * (TONE_FRAMES + REST_FRAMES);
      for (int i = 0; i < TONE_FRAMES; i++) {
        // Without fading a tone begins and ends with a click.
        double fade = Math.min(1, Math.min(i, TONE_FRAMES - i) / (double) FADE_FRAMES);
        double wave = Math.sin(2 * Math.PI * tones[tone] * i / RATE);
        short value = (short) (LOUDNESS * fade * wave * Short.MAX_VALUE);
        samples[2 * (from + i)] = (byte) value;
        samples[2 * (from + i) + 1] = (byte) (value >> 8);
      }
    }
    return samples;
  }

  /** Plays it to the end. Blocks. */
  static void play(boolean critical) throws DeliveryException, InterruptedException {
    byte[] samples = samples(critical);
    var ended = new CountDownLatch(1);
    try (Clip clip = AudioSystem.getClip()) {
      clip.addLineListener(
          event -> {
            if (event.getType() == LineEvent.Type.STOP) {
              ended.countDown();
            }
          });
      clip.open(new AudioFormat(RATE, 16, 1, true, false), samples, 0, samples.length);
      clip.start();
      if (!ended.await(LONGEST_S, TimeUnit.SECONDS)) {
        throw new DeliveryException("The sound device did not play the tone to its end.", false);
      }
    } catch (LineUnavailableException | IllegalArgumentException | SecurityException _) {
      throw new DeliveryException(
          "There is no sound device that this program may use. Connect one, or use another"
              + " channel.",
          false);
    }
  }
}
