package io.kindling.hadoop.config;

import io.kindling.cache.config.Option;
import java.time.Duration;
import java.util.List;

/** The options of the file system, beside those of the block cache. */
public final class FileSystemOptions {

  /** Begin of the keys that mount an under store: {@code fs.cache.mount.<name>=<uri>}. */
  public static final String MOUNT_PREFIX = "fs.cache.mount.";

  /** Begin of the keys that name the class of an under store. */
  public static final String UNDER_PREFIX = "fs.cache.under.";

  public static final Option<Freshness> METADATA_FRESHNESS =
      new Option<>(
          "fs.cache.metadata.freshness",
          "60s",
          "a time such as 60s, 0 or never",
          "How long the status of a file and the listing of a folder are believed. 0 always asks"
              + " the under store, never is for data sets that do not change.",
          Freshness::parse);

  public static final Option<Freshness> ABSENCE_FRESHNESS =
      new Option<>(
          "fs.cache.metadata.absence-freshness",
          "0",
          "a time such as 5s, 0 or never",
          "How long it is believed that there is nothing at a path. 0 always asks the under store,"
              + " because a file that others write there would be missed for so long. What is"
              + " written through the cache is seen at once in any case.",
          Freshness::parse);

  public static final Option<Long> SMALL_FILE =
      Option.size(
          "fs.cache.metadata.content-size",
          "256k",
          "A file up to this size that another JVM holds comes together with its status, in one"
              + " exchange. 0: never.");

  public static final Option<Long> METADATA_SIZE =
      Option.size(
          "fs.cache.metadata.size",
          "128m",
          "Heap that one file system may spend on statuses of files, some 600 bytes each.");

  public static final Option<Duration> SETTLE_TIME =
      Option.time(
          "fs.cache.metadata.settle-time",
          "2s",
          "A file without etag that was modified less than this time ago is read from the under"
              + " store, because its next change might show the same modification time.");

  public static final Option<WriteMode> WRITE =
      Option.choice(
          "fs.cache.write",
          WriteMode.class,
          WriteMode.THROUGH,
          "through writes to the under store only. cache-through keeps what is written until the"
              + " file is closed and gives it to the cache then, so that its first read needs no"
              + " request; S3 only, where the etag proves what the store has.");

  public static final Option<Long> WRITE_MEMORY =
      Option.size(
          "fs.cache.write.memory",
          "64m",
          "Heap that files being written may take together in one JVM with cache-through. A file"
              + " that finds no room is written without being cached.");

  public static final Option<Integer> READ_AHEAD_FILES =
      Option.countOrNone(
          "fs.cache.read-ahead.files",
          "16",
          "Files whose first block is fetched before a program opens them, when it opens files in"
              + " the order of their listing and they are not in the cache. 0 turns it off.");

  public static final Option<Long> VECTORED_MIN_SEEK =
      Option.size(
          "fs.cache.vectored.min-seek",
          "128k",
          "Ranges of a vectored read with a smaller gap between them are read as one when they are"
              + " not in this process's memory.");

  public static final Option<Long> VECTORED_MAX_READ =
      Option.size(
          "fs.cache.vectored.max-read",
          "4m",
          "Bytes of several ranges of a vectored read that are read as one at most.");

  /** All of them, in the order of the manual. */
  public static final List<Option<?>> ALL =
      List.of(
          METADATA_FRESHNESS,
          ABSENCE_FRESHNESS,
          SMALL_FILE,
          METADATA_SIZE,
          SETTLE_TIME,
          READ_AHEAD_FILES,
          VECTORED_MIN_SEEK,
          VECTORED_MAX_READ,
          WRITE,
          WRITE_MEMORY);

  private FileSystemOptions() {}

  /** The key that names the class that reads a scheme without the cache. */
  public static String underClass(String scheme) {
    return UNDER_PREFIX + scheme + ".impl";
  }
}
