package dev.weir.app.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is wrong with a file that somebody named; Java says little more than its name again. */
final class FileTrouble {
  private FileTrouble() {}

  /** A sentence that names the file. */
  static String sentence(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "There is no file or folder " + file + ".";
      case AccessDeniedException _ -> file + " is not for this user to use.";
      case CharacterCodingException _ -> file + " is not text in UTF-8.";
      default -> file + " cannot be used: " + e.getMessage() + ".";
    };
  }
}
