package io.kindling.image.read;

import io.kindling.image.decode.PixelSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads sets as tasks do, for tests of all layouts. */
public final class Records {
  private Records() {}

  /** A record with a copy of its content. */
  public static final class Seen {
    private final PictureRecord record;
    private final byte[] content;
    private final PixelSize size;

    private Seen(PictureRecord record, byte[] content, PixelSize size) {
      this.record = record;
      this.content = content;
      this.size = size;
    }

    /** See {@link PictureRecord#path}. */
    public String path() {
      return record.path();
    }

    /** What follows the path of the container. */
    public String key() {
      return path().substring(path().indexOf('#') + 1);
    }

    /** See {@link PictureRecord#labels}. */
    public Labels labels() {
      return record.labels();
    }

    /** The class number. */
    public int label() {
      return record.labels().label();
    }

    /** Encoded bytes, or pixels. */
    public byte[] content() {
      return content;
    }

    /** Of raw pixels; 1 x 1 for encoded pictures. */
    public PixelSize size() {
      return size;
    }
  }

  /** Lists a folder with the options and reads all of it, containers in ranges of the size. */
  public static List<Seen> of(Path folder, ListingOptions options, long rangeBytes)
      throws IOException {
    Configuration configuration = new Configuration();
    PictureSet set =
        PictureSet.list(
            configuration, List.of(new org.apache.hadoop.fs.Path(folder.toString())), options);
    List<Seen> seen = new ArrayList<>();
    for (RecordSplit split : splits(set, rangeBytes)) {
      seen.addAll(read(configuration, split, set.reading()));
    }
    return seen;
  }

  /** The splits of a set, containers in ranges of the size. */
  public static List<RecordSplit> splits(PictureSet set, long rangeBytes) {
    if (set.layout().container() == null) {
      return List.of(new FileRun(set.files()));
    }
    List<RecordSplit> splits = new ArrayList<>();
    for (SourceFile file : set.files()) {
      splits.addAll(set.ranges(file, rangeBytes));
    }
    return splits;
  }

  /** Reads one split. */
  public static List<Seen> read(
      Configuration configuration, RecordSplit split, RecordOptions options) throws IOException {
    List<Seen> seen = new ArrayList<>();
    try (RecordStream stream = RecordStream.open(configuration, split, options)) {
      PictureRecord record = stream.next();
      while (record != null) {
        seen.add(seen(record));
        record = stream.next();
      }
    }
    return seen;
  }

  private static Seen seen(PictureRecord record) throws IOException {
    PictureContent content = record.content();
    if (content instanceof RawPixels pixels) {
      return new Seen(record, bytes(pixels.bgr()), new PixelSize(pixels.width(), pixels.height()));
    }
    return new Seen(record, bytes(((EncodedPicture) content).encoded()), new PixelSize(1, 1));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
