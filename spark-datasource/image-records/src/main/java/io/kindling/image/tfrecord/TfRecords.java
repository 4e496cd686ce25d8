package io.kindling.image.tfrecord;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.ContainerInput;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a TFRecord shard, with the features that TensorFlow's ImageNet scripts write:
 * {@code image/encoded}, {@code image/class/label} (counted from 1), {@code image/class/synset} and
 * {@code image/filename}; all but the first may be missing.
 */
public final class TfRecords implements RecordSource {
  private static final String ENCODED = "image/encoded";
  private static final String LABEL = "image/class/label";
  private static final String SYNSET = "image/class/synset";
  private static final String FILE_NAME = "image/filename";

  private final SourceFile file;
  private final StoredLabels labels;
  private final InputStream input;
  private final RecordFrames frames;

  private TfRecords(ContainerRange range, StoredLabels labels, ContainerInput input) {
    this.file = range.file();
    this.labels = labels;
    this.input = input.stream();
    this.frames = new RecordFrames(range, input);
  }

  /**
   * Opens a range of a shard, which may be compressed by gzip; the first range is all of it then.
   */
  public static TfRecords open(ContainerFile container, ContainerRange range, StoredLabels labels)
      throws IOException {
    return new TfRecords(
        range,
        labels,
        range.start() == 0
            ? ContainerInput.open(container)
            : ContainerInput.at(container, range.start()));
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    byte[] data = frames.next();
    if (data == null) {
      return null;
    }
    Example example = example(data);
    ByteBuffer encoded = example.bytes(ENCODED);
    if (encoded == null) {
      throw damaged(
          "it has no feature "
              + ENCODED
              + ", but "
              + example.names()
              + "; such shards cannot be read as pictures",
          null);
    }
    String name = example.text(FILE_NAME);
    String key = name == null ? Long.toString(frames.recordAt()) : name;
    var label =
        labels.of(
            file.path() + '#' + key,
            LabelBase.ONE,
            example.number(LABEL),
            example.text(SYNSET),
            file.labels().split());
    return PictureRecord.inContainer(file, key, label, new EncodedPicture(encoded));
  }

  @Override
  public long skip(long records) throws IOException {
    long passed = 0;
    while (passed < records && frames.skip()) {
      passed++;
    }
    return passed;
  }

  @Override
  public boolean skipsByHeaders() {
    return !frames.isInflated();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  private Example example(byte[] data) throws DamagedContainerException {
    try {
      return Example.parse(ByteBuffer.wrap(data));
    } catch (WireException wrong) {
      throw damaged("it is no tf.train.Example: it holds " + wrong.getMessage(), wrong);
    }
  }

  private DamagedContainerException damaged(String reason, @Nullable Throwable cause) {
    return new DamagedContainerException(file, frames.place(), reason, cause);
  }
}
