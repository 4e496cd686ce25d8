package io.kindling.spark.stream;

import io.kindling.image.options.CachedImagesException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** How far a stream is: the number of the last entry of its log, which says the files. */
final class LogOffset extends Offset {
  /** Before the first entry. */
  static final LogOffset NONE = new LogOffset(-1);

  private static final Pattern JSON = Pattern.compile("\\{\"entry\":(-?\\d{1,18})}");

  private final long entry;

  LogOffset(long entry) {
    this.entry = entry;
  }

  static LogOffset parse(String json) {
    Matcher matcher = JSON.matcher(json);
    if (!matcher.matches()) {
      throw new CachedImagesException("the checkpoint holds an offset of another source: " + json);
    }
    return new LogOffset(Long.parseLong(matcher.group(1)));
  }

  long entry() {
    return entry;
  }

  @Override
  public String json() {
    return "{\"entry\":" + entry + "}";
  }
}
