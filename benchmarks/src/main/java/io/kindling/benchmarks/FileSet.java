package io.kindling.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Files of one size with random bytes, made once and kept.
 *
 * @param folder holds them and nothing else
 * @param count number of files
 * @param size bytes of each
 */
record FileSet(Path folder, int count, int size) {

  /** Makes what is missing, and reads all once so that the page cache has it. */
  FileSet prepare() throws IOException {
    Files.createDirectories(folder);
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    Instant past = Instant.now().minusSeconds(3600);
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(name(i));
      if (!Files.exists(file) || Files.size(file) != size) {
        random.nextBytes(bytes);
        try (OutputStream out = Files.newOutputStream(file)) {
          out.write(bytes);
        }
        // Files younger than two seconds are not cached: they may change without a trace.
        Files.setLastModifiedTime(file, FileTime.from(past));
      }
    }
    for (int i = 0; i < count; i++) {
      byte[] cached = Files.readAllBytes(folder.resolve(name(i)));
      if (cached.length != size) {
        throw new IOException(folder.resolve(name(i)) + " has " + cached.length + " bytes");
      }
    }
    return this;
  }

  /** Names of the files, in the order they were made. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name(i));
    }
    return names;
  }

  private static String name(int number) {
    return "file-%06d.bin".formatted(number);
  }

  long bytes() {
    return (long) count * size;
  }
}
