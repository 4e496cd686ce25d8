package io.kindling.image.samples;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackBytes;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pack of ready samples that is open. Records are in the order of their sources; one whose
 * picture could not be decoded keeps its place and says why. Any thread; closed once, and buffers
 * that it gave are undefined afterwards.
 */
public final class SamplePack implements AutoCloseable {
  private final Pack pack;
  private final List<SourceFile> files;
  private final @Nullable List<Labels> stored;

  private SamplePack(Pack pack, List<SourceFile> files, @Nullable List<Labels> stored) {
    this.pack = pack;
    this.files = files;
    this.stored = stored;
  }

  static SamplePack ofFiles(Pack pack, List<SourceFile> files) {
    return new SamplePack(pack, files, null);
  }

  /**
   * A pack of a container.
   *
   * @param usual number of the first class, unless the reader knows better
   * @throws IOException when the class of a record is none that the reader knows
   */
  static SamplePack ofContainer(Pack pack, SourceFile file, LabelBase usual, StoredLabels meaning)
      throws IOException {
    List<Labels> labels = new ArrayList<>(pack.records());
    for (int i = 0; i < pack.records(); i++) {
      SampleDetails details = SampleDetails.read(pack.details(i));
      labels.add(
          meaning.of(
              file.path() + '#' + details.key(),
              usual,
              (long) pack.label(i),
              details.synset(),
              file.labels().split()));
    }
    return new SamplePack(pack, List.of(file), labels);
  }

  /** Records, those without a picture included. */
  public int records() {
    return pack.records();
  }

  /** Whether a record has a picture. */
  public boolean isPicture(int record) {
    return SampleDetails.isPicture(pack.details(record));
  }

  /**
   * The pixels of a record that has a picture, read-only and where they are kept: rows from top to
   * bottom, blue, green and red bytes interleaved.
   */
  public ByteBuffer bgr(int record) {
    return pack.record(record);
  }

  /**
   * How many pictures, from one record on, are one range of memory. 0 when this record has none, or
   * samples have gaps between them, as those have that are no multiple of 64 bytes.
   */
  public int together(int record) {
    int end = pack.together(record);
    int count = 0;
    while (count < end && isPicture(record + count)) {
      count++;
    }
    return count;
  }

  /** The pixels of pictures that are {@linkplain #together one range}, as {@link #bgr} has them. */
  public ByteBuffer bgr(int record, int count) {
    return pack.records(record, count);
  }

  /**
   * Keeps the memory of the pixels beyond the {@link #close} of the pack.
   *
   * @return to be closed once, by any thread
   */
  public PackBytes hold() {
    return pack.hold();
  }

  /** Why a record has no picture; null when it has one. */
  public @Nullable String reason(int record) {
    ByteBuffer details = pack.details(record);
    return SampleDetails.isPicture(details) ? null : SampleDetails.read(details).reason();
  }

  /** The file that a record was made from. */
  public SourceFile source(int record) {
    return files.get(pack.source(record));
  }

  /** As {@link io.kindling.image.record.PictureRecord#path} names the picture. */
  public String path(int record) {
    String file = source(record).path();
    return stored == null ? file : file + '#' + SampleDetails.read(pack.details(record)).key();
  }

  /** Of files as they were listed now, of containers as they are stored. */
  public Labels labels(int record) {
    return stored == null ? source(record).labels() : stored.get(record);
  }

  /** The number of the class, or {@link Labels#NO_LABEL}. */
  public int label(int record) {
    return labels(record).label();
  }

  /** Width and height of the picture as it is stored; null when it did not tell. */
  public @Nullable PixelSize storedSize(int record) {
    return SampleDetails.size(pack.details(record));
  }

  /** Bytes of the picture as it is stored. */
  public long storedLength(int record) {
    return SampleDetails.length(pack.details(record));
  }

  /** Where the pack came from. */
  public Pack.Found found() {
    return pack.found();
  }

  /** Bytes of the pack. */
  public int length() {
    return pack.length();
  }

  @Override
  public void close() {
    pack.close();
  }

  @Override
  public String toString() {
    return pack.toString();
  }
}
