package io.kindling.spark.write;

import io.kindling.image.options.SourceOption;
import java.util.List;

/** The options of a write. */
public final class WriteOption {
  public static final SourceOption LAYOUT =
      new SourceOption("layout", "", "`sequencefile`, `tfrecord` or `webdataset`; must be given");
  public static final SourceOption LABEL_BASE =
      new SourceOption(
          "labelBase",
          "0",
          "label of the first class in the DataFrame. SequenceFiles and TFRecord hold labels from"
              + " 1, WebDataset from 0, whatever it is");
  public static final SourceOption SHARDS =
      new SourceOption(
          "shards",
          "",
          "number of shards: the DataFrame is distributed evenly over them before. Else each"
              + " partition begins a shard of its own");
  public static final SourceOption RECORDS_PER_SHARD =
      new SourceOption(
          "recordsPerShard",
          "",
          "a shard of so many records is full, and the next one begins; 12800 for `sequencefile`"
              + " unless given");
  public static final SourceOption SHARD_SIZE =
      new SourceOption("shardSize", "", "the same by bytes, like `1g`");
  public static final SourceOption PREFIX =
      new SourceOption(
          "prefix", "", "beginning of the names: `imagenet-seq` for `sequencefile`, else `train`");
  public static final SourceOption MODE =
      new SourceOption(
          "mode",
          "FAILFAST",
          "a picture that cannot be written ends the job and is named, or is left out and counted"
              + " (`DROPMALFORMED`)");
  public static final SourceOption KEYS =
      new SourceOption(
          "keys",
          "label",
          "`sequencefile`: the key is the label, or name, line feed and label (`name-and-label`)");
  public static final SourceOption RESIZE =
      new SourceOption(
          "resize",
          "256",
          "`sequencefile`: the length of the shorter side, `WIDTHxHEIGHT`, or `none`");
  public static final SourceOption SCALING =
      new SourceOption("scaling", "bigdl", "`sequencefile`: `bigdl` or `bilinear`, see below");
  public static final SourceOption COMPRESSION =
      new SourceOption(
          "compression", "record", "`sequencefile`: `record`, `block` or `none`; zlib");
  public static final SourceOption ENCODING =
      new SourceOption(
          "encoding",
          "png",
          "`tfrecord`, `webdataset`: how the pixels of `image` are encoded, `png` or `jpeg`;"
              + " pictures from `bytes` are never encoded again");

  public static final List<SourceOption> ALL =
      List.of(
          LAYOUT,
          LABEL_BASE,
          SHARDS,
          RECORDS_PER_SHARD,
          SHARD_SIZE,
          PREFIX,
          MODE,
          KEYS,
          RESIZE,
          SCALING,
          COMPRESSION,
          ENCODING);

  private WriteOption() {}
}
