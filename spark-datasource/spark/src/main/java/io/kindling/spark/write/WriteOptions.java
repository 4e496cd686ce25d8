package io.kindling.spark.write;

import io.kindling.image.decode.TargetSize;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.SourceOption;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.Scaling;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardLimits;
import java.io.Serializable;
import java.util.Locale;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * How pictures become shards. Goes to executors.
 *
 * @param prefix what the names of shards begin with
 * @param firstLabel label of the first class in the DataFrame
 * @param shards how many are asked for; 0 for as many as the DataFrame has partitions
 */
record WriteOptions(
    ShardFormat format,
    ShardLimits limits,
    String prefix,
    WriteMode mode,
    int firstLabel,
    int shards)
    implements Serializable {

  /**
   * Reads the options that a user gave.
   *
   * @throws CachedImagesException naming the key, the value and what it can be
   */
  static WriteOptions of(CaseInsensitiveStringMap options) {
    GivenOptions given = new GivenOptions(options.asCaseSensitiveMap());
    given.requireKnown(WriteOption.ALL);
    ShardFormat format = format(given);
    return new WriteOptions(
        format,
        limits(given, format),
        prefix(given, format instanceof SequenceFileShards ? "imagenet-seq" : "train"),
        given.choice(WriteOption.MODE, WriteMode.class),
        (int) given.whole(WriteOption.LABEL_BASE, 0, 1),
        (int) numberOr(0, WriteOption.SHARDS, given, Integer.MAX_VALUE));
  }

  private static ShardFormat format(GivenOptions given) {
    String layout = text(given, WriteOption.LAYOUT);
    return switch (layout) {
      case "sequencefile" ->
          new SequenceFileShards(
              given.choice(WriteOption.KEYS, SequenceFileShards.KeyForm.class),
              new OutgoingPixels(size(given), given.choice(WriteOption.SCALING, Scaling.class)),
              given.choice(WriteOption.COMPRESSION, CompressionType.class));
      case "tfrecord" -> new TfRecordShards(encoding(given));
      case "webdataset" -> new TarShards(encoding(given));
      default ->
          throw GivenOptions.bad(
              WriteOption.LAYOUT, layout, "sequencefile, tfrecord or webdataset to write");
    };
  }

  private static PictureEncoding encoding(GivenOptions given) {
    return given.choice(WriteOption.ENCODING, PictureEncoding.class);
  }

  private static TargetSize size(GivenOptions given) {
    String value = text(given, WriteOption.RESIZE);
    try {
      if (value.equals("none")) {
        return TargetSize.original();
      }
      String[] sides = value.split("x", -1);
      return sides.length == 2
          ? TargetSize.exactly(
              Integer.parseInt(sides[0].strip()), Integer.parseInt(sides[1].strip()))
          : TargetSize.shorterSide(Integer.parseInt(value));
    } catch (IllegalArgumentException noSize) {
      throw GivenOptions.bad(
          WriteOption.RESIZE, value, "WIDTHxHEIGHT, the shorter side in pixels, or none");
    }
  }

  private static ShardLimits limits(GivenOptions given, ShardFormat format) {
    return new ShardLimits(
        numberOr(format.usualRecords(), WriteOption.RECORDS_PER_SHARD, given, Long.MAX_VALUE),
        bytes(given));
  }

  private static long bytes(GivenOptions given) {
    String value = given.text(WriteOption.SHARD_SIZE);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    try {
      long bytes = JavaUtils.byteStringAsBytes(value);
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException noSize) {
      throw GivenOptions.bad(WriteOption.SHARD_SIZE, value, "a size, like 512m or 1g");
    }
    throw GivenOptions.bad(WriteOption.SHARD_SIZE, value, "a size, like 512m or 1g");
  }

  private static long numberOr(
      long unlessGiven, SourceOption option, GivenOptions given, long most) {
    return given.text(option) == null ? unlessGiven : given.whole(option, 1, most);
  }

  private static String prefix(GivenOptions given, String usual) {
    String prefix = given.text(WriteOption.PREFIX);
    if (prefix == null) {
      return usual;
    }
    if (prefix.contains("/") || prefix.startsWith(".") || prefix.startsWith("_")) {
      throw GivenOptions.bad(
          WriteOption.PREFIX, prefix, "the beginning of a file name that is not hidden");
    }
    return prefix;
  }

  private static String text(GivenOptions given, SourceOption option) {
    String value = given.text(option);
    return value == null ? option.byDefault() : value.toLowerCase(Locale.ROOT);
  }
}
