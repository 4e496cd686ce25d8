package io.kindling.image.webdataset;

import io.kindling.image.decode.PictureFormat;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.record.Labels;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Writes the samples of one tar. Used by one thread. */
final class TarShardWriter implements ShardWriter {
  private final TarFile tar;
  private final PictureEncoding encoding;
  private final Set<String> keys = new HashSet<>();

  TarShardWriter(TarFile tar, PictureEncoding encoding) {
    this.tar = tar;
    this.encoding = encoding;
  }

  @Override
  public void add(OutgoingPicture picture) throws IOException {
    ByteBuffer encoded = encoding.of(picture);
    PictureFormat format = PictureHeader.read(picture.path(), encoded).format();
    String key = unused(SampleKeys.of(picture.path()));
    tar.add(key + ending(format), encoded);
    Labels labels = picture.labels();
    if (labels.hasLabel()) {
      tar.add(key + ".cls", text(Integer.toString(labels.label())));
    }
    tar.add(key + ".json", text(SampleKeys.description(picture.path(), labels.synset())));
  }

  /** Members that follow each other with one key would be one sample. */
  private String unused(String wanted) {
    String key = wanted;
    for (int next = 2; !keys.add(key); next++) {
      key = wanted + "_" + next;
    }
    return key;
  }

  private static String ending(PictureFormat format) {
    return switch (format) {
      case JPEG -> ".jpg";
      case PNG -> ".png";
      case BMP -> ".bmp";
      case GIF -> ".gif";
      case WEBP -> ".webp";
      case TIFF -> ".tif";
    };
  }

  private static ByteBuffer text(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  @Override
  public long bytes() {
    return tar.bytes();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
