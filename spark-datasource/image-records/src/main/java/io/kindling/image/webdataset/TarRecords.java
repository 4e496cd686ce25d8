package io.kindling.image.webdataset;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a WebDataset tar that have a picture. Members that follow each other and have one
 * key are a sample; its class is told by the member {@code .cls}, else by {@code .json}, else by
 * {@code .txt}, and is counted from 0; beside a number in {@code .cls}, {@code .json} may name it.
 * Of several pictures the first is taken.
 */
public final class TarRecords implements RecordSource {
  private static final int LARGEST_LABEL = 1 << 20;

  private final ContainerRange range;
  private final SourceFile file;
  private final StoredLabels labels;
  private final TarMembers members;
  private @Nullable ArchiveEntry ahead;
  private boolean begun;
  private long samples;
  private long pictures;

  private TarRecords(ContainerRange range, StoredLabels labels, TarMembers members) {
    this.range = range;
    this.file = range.file();
    this.labels = labels;
    this.members = members;
  }

  /** Opens a range of a tar, which may be compressed by gzip; the first range is all of it then. */
  public static RecordSource open(
      ContainerFile container, ContainerRange range, StoredLabels labels) throws IOException {
    TarMembers members = TarMembers.open(container, range);
    return members == null ? new NoRecords() : new TarRecords(range, labels, members);
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    Sample sample = nextWithPicture(Content.READ);
    return sample == null || sample.picture == null ? null : record(sample.picture, sample);
  }

  @Override
  public long skip(long records) throws IOException {
    long passed = 0;
    while (passed < records && nextWithPicture(Content.PASSED_OVER) != null) {
      passed++;
    }
    return passed;
  }

  @Override
  public boolean skipsByHeaders() {
    return !members.inflated();
  }

  private enum Content {
    READ,
    PASSED_OVER
  }

  private @Nullable Sample nextWithPicture(Content content) throws IOException {
    if (!begun) {
      begun = true;
      ahead = members.next();
    }
    while (ahead != null) {
      Sample sample = sample(MemberName.of(ahead.getName()).key(), content);
      samples++;
      if (sample.picture != null) {
        pictures++;
        return sample;
      }
    }
    if (range.start() == 0 && samples > 0 && pictures == 0) {
      throw members.wrong(
          "the last of " + samples + " samples, of which none has a picture by its name", null);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    members.close();
  }

  private PictureRecord record(MemberName picture, Sample sample) throws IOException {
    StoredClass told = sample.told();
    var label =
        labels.of(
            file.path() + '#' + picture.path(),
            LabelBase.ZERO,
            told.number(),
            told.name(),
            file.labels().split());
    return PictureRecord.inContainer(
        file, picture.path(), label, new EncodedPicture(ByteBuffer.wrap(sample.content)));
  }

  /** Goes through members as long as they have the key. */
  private Sample sample(String key, Content content) throws IOException {
    Sample sample = new Sample();
    while (ahead != null) {
      MemberName name = MemberName.of(ahead.getName());
      if (!name.key().equals(key)) {
        break;
      }
      if (content == Content.READ) {
        read(name, ahead, sample);
      } else if (name.isPicture() && !name.isHidden()) {
        sample.picture = name;
      }
      ahead = members.next();
    }
    return sample;
  }

  private void read(MemberName name, ArchiveEntry entry, Sample sample) throws IOException {
    if (name.isHidden()) {
      return;
    }
    if (name.isPicture() && sample.picture == null) {
      sample.content = members.content(entry);
      sample.picture = name;
    } else if (name.isLabel() && entry.getSize() <= LARGEST_LABEL) {
      byte[] content = members.content(entry);
      switch (name.extension()) {
        case "cls" -> sample.cls = StoredClass.ofCls(content);
        case "txt" -> sample.txt = StoredClass.ofTxt(content);
        default -> sample.json = json(content);
      }
    }
  }

  private StoredClass json(byte[] content) throws IOException {
    try {
      return StoredClass.ofJson(content);
    } catch (IOException wrong) {
      throw members.wrong(
          "it cannot be read as JSON: "
              + String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""),
          wrong);
    }
  }

  private static final class Sample {
    private @Nullable MemberName picture;
    private byte[] content = {};
    private StoredClass cls = StoredClass.NONE;
    private StoredClass json = StoredClass.NONE;
    private StoredClass txt = StoredClass.NONE;

    StoredClass told() {
      if (!cls.equals(StoredClass.NONE)) {
        return cls.name() == null ? new StoredClass(cls.number(), json.name()) : cls;
      }
      return json.equals(StoredClass.NONE) ? txt : json;
    }
  }
}
