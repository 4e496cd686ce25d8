package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of {@link LeanS3}: objects of one size. Its name says all there is to know of it, and
 * any number of buckets are alike but for their last word; to a cache each is another one.
 *
 * @param count number of objects
 * @param size bytes of each
 */
record MadeUpBucket(int count, long size) {

  private static final Pattern NAME = Pattern.compile("made-up-(\\d+)-of-(\\d+)-[a-z0-9]+");
  private static final Pattern KEY = Pattern.compile("file-(\\d{6})\\.bin");

  /** Null when there is no such bucket. */
  static @Nullable MadeUpBucket of(String name) {
    Matcher found = NAME.matcher(name);
    return found.matches()
        ? new MadeUpBucket(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2)))
        : null;
  }

  /** One of its names. */
  String name(String word) {
    return "made-up-%d-of-%d-%s".formatted(count, size, word);
  }

  /** Some of its names. */
  List<String> names(String word, int names) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      all.add(name(word + i));
    }
    return all;
  }

  /** Whether there is such an object. */
  boolean has(String key) {
    Matcher found = KEY.matcher(key);
    return found.matches() && Integer.parseInt(found.group(1)) < count;
  }

  String key(int number) {
    return "file-%06d.bin".formatted(number);
  }

  /** The names of its objects in their order. */
  List<String> keys() {
    return IntStream.range(0, count).mapToObj(this::key).toList();
  }

  static String etag(String key) {
    return "\"" + "etag-of-" + key + "\"";
  }

  long bytes() {
    return count * size;
  }
}
