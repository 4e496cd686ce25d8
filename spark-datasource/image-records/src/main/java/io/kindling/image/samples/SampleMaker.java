package io.kindling.image.samples;

import io.kindling.cache.pack.PackWriter;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.PictureRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Fills a pack with the next records of a stream, several being decoded at once. For one thread.
 */
final class SampleMaker {
  private final ImageDecoder decoder;
  private final SampleCounts counts;

  SampleMaker(ImageDecoder decoder, SampleCounts counts) {
    this.decoder = decoder;
    this.counts = counts;
  }

  /** What a record is called in its pack. */
  interface Naming {
    /** The number of the record's source in the pack's key. */
    int source(int record);

    /** The record's number in its source. */
    long recordInSource(int record);

    /** What names the record there beside its number. */
    String key(PictureRecord record);
  }

  /**
   * Adds records until the pack is full or the stream at its end.
   *
   * @return how many were added
   */
  int fill(PackWriter writer, RecordStream stream, Naming naming) throws IOException {
    Deque<Decoding> ahead = new ArrayDeque<>();
    Decoding.Content content =
        stream.keepsContents() ? Decoding.Content.STAYS : Decoding.Content.CHANGES;
    int begun = 0;
    boolean more = true;
    while (true) {
      while (more && begun < writer.most() && ahead.size() < Decoding.MOST_AHEAD) {
        PictureRecord record = stream.next();
        more = record != null;
        if (record != null) {
          ahead.add(Decoding.start(record, content, decoder, counts));
          begun++;
        }
      }
      Decoding next = ahead.poll();
      if (next == null) {
        return begun;
      }
      add(writer, next, naming);
    }
  }

  private static void add(PackWriter writer, Decoding decoding, Naming naming) throws IOException {
    Decoding.Result result = decoding.await();
    PictureRecord record = decoding.record();
    if (result.pixels() != null) {
      writer.record().put(result.pixels().duplicate());
    }
    new SampleDetails(
            result.size(),
            decoding.length(),
            naming.key(record),
            record.labels().synset(),
            result.reason())
        .write(writer.details());
    int number = writer.added();
    writer.add(naming.source(number), naming.recordInSource(number), record.labels().label());
  }
}
