package io.kindling.image.options;

import io.kindling.image.decode.DecodeOptions;
import java.util.List;

/** The options of a read. */
public final class ImagesOption {
  public static final SourceOption COLUMNS =
      new SourceOption(
          "columns",
          "",
          "names of the columns of the table, with commas; all without it. Batches read only what a"
              + " query selects in any case; streams make every column of the table, so name"
              + " yours");
  public static final SourceOption MODE =
      new SourceOption(
          "mode",
          "PERMISSIVE",
          "a bad picture gives a row with `error` and sizes of -1 (`PERMISSIVE`), no row"
              + " (`DROPMALFORMED`), or ends the job and is named (`FAILFAST`)");
  public static final SourceOption COLOUR =
      new SourceOption(
          "colour",
          "as-stored",
          "`as-stored`: gray, BGR or BGRA as Spark's `image` does; `bgr`: always three channels");
  public static final SourceOption RESIZE =
      new SourceOption("resize", "", "`WIDTHxHEIGHT`, or the length of the shorter side; bilinear");
  public static final SourceOption SCALED_DECODING =
      new SourceOption(
          "scaledDecoding",
          "never",
          "`jpeg-fractions` decodes JPEGs at 1/2, 1/4 or 1/8 when that is no smaller than the"
              + " wanted size; faster, pixels differ slightly");
  public static final SourceOption ORIENTATION =
      new SourceOption(
          "orientation", "as-stored", "`upright` turns JPEGs as their EXIF header says");
  public static final SourceOption CROP =
      new SourceOption(
          "crop", "", "`WIDTHxHEIGHT`, or one length for both, cut out after resizing");
  public static final SourceOption CROP_PLACE =
      new SourceOption(
          "cropPlace",
          "centre",
          "`centre`, or `random`: drawn for each picture from seed and epoch");
  public static final SourceOption FLIP =
      new SourceOption(
          "flip",
          "never",
          "`random` mirrors every second picture, left to right, drawn from seed and epoch");
  public static final SourceOption PIXEL_LIMIT =
      new SourceOption(
          "pixelLimit",
          Long.toString(DecodeOptions.DEFAULT_PIXEL_LIMIT),
          "pictures of more pixels, as stored or resized, are refused by their header");
  public static final SourceOption SAMPLES =
      new SourceOption(
          "samples",
          "none",
          "`cached` keeps decoded pictures in the cache, see \"Ready samples\"; `resize` must be"
              + " `WIDTHxHEIGHT` then, and `colour` is `bgr`");
  public static final SourceOption TENSOR_LAYOUT =
      new SourceOption(
          "tensorLayout",
          "nchw",
          "`nchw`: channels, rows, columns, as BigDL, Caffe and PyTorch; `nhwc`: as TensorFlow");
  public static final SourceOption TENSOR_CHANNELS =
      new SourceOption("tensorChannels", "bgr", "order of the colours in `tensor`: `bgr` or `rgb`");
  public static final SourceOption TENSOR_SCALE =
      new SourceOption(
          "tensorScale",
          "1",
          "every byte is multiplied with it before mean and deviation are taken;"
              + " `0.00392156862745098` (1/255) makes what PyTorch's `ToTensor` does");
  public static final SourceOption MEAN =
      new SourceOption(
          "mean",
          "",
          "taken from `tensor`: one number, or one for each channel in the tensor's order, with"
              + " commas");
  public static final SourceOption STD =
      new SourceOption(
          "std", "", "`tensor` is divided by it after the mean was taken; written like `mean`");
  public static final SourceOption SEED =
      new SourceOption(
          "seed",
          "",
          "shuffles the whole set: the same seed and epoch give the same order on the same nodes,"
              + " every picture once");
  public static final SourceOption EPOCH =
      new SourceOption("epoch", "", "number from 0: each has an order of its own for one seed");
  public static final SourceOption COLUMNAR =
      new SourceOption(
          "columnar",
          "false",
          "`true` hands Arrow batches to Spark in place of rows; see \"Columnar reads\"");
  public static final SourceOption BATCH_SIZE =
      new SourceOption(
          "batchSize", "16m", "bytes of a columnar batch; one picture may be larger by itself");
  public static final SourceOption MAX_FILES =
      new SourceOption(
          "maxFilesPerTrigger", "", "streams: most new pictures of a micro-batch; all without it");
  public static final SourceOption MAX_FILE_AGE =
      new SourceOption(
          "maxFileAge",
          "7d",
          "streams: pictures older than the newest one by more than this are not looked at, and"
              + " those seen are forgotten");

  public static final List<SourceOption> ALL =
      List.of(
          COLUMNS,
          MODE,
          COLOUR,
          RESIZE,
          SCALED_DECODING,
          ORIENTATION,
          CROP,
          CROP_PLACE,
          FLIP,
          PIXEL_LIMIT,
          SAMPLES,
          TENSOR_LAYOUT,
          TENSOR_CHANNELS,
          TENSOR_SCALE,
          MEAN,
          STD,
          SEED,
          EPOCH,
          COLUMNAR,
          BATCH_SIZE,
          MAX_FILES,
          MAX_FILE_AGE);

  private ImagesOption() {}
}
