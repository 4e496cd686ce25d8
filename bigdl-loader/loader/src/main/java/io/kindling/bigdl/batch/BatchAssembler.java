package io.kindling.bigdl.batch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/** Fills batches from the packs of a partition, on several threads at once. Any thread. */
public final class BatchAssembler implements AutoCloseable {

  private final PictureFiller filler;
  private final int[] firstPictures;
  private final OpenPacks packs;
  private final int threads;
  private final Deque<FilledBatch> spare = new ArrayDeque<>();
  private final int mostSpare;

  /**
   * An assembler.
   *
   * @param augmentation what is done to each picture
   * @param pictureWidth of all pictures in packs
   * @param pictureHeight of all pictures in packs
   * @param firstPictures number of the first picture of each pack, and behind the last one
   * @param limits how much is kept
   * @throws IllegalArgumentException when what is to be cut out is larger than a picture
   */
  public BatchAssembler(
      Augmentation augmentation,
      int pictureWidth,
      int pictureHeight,
      int[] firstPictures,
      PackOpener opener,
      Limits limits) {
    this.filler = new PictureFiller(augmentation, pictureWidth, pictureHeight);
    this.firstPictures = firstPictures.clone();
    this.packs = new OpenPacks(opener, limits.openPacks());
    this.threads = limits.threads();
    this.mostSpare = limits.spareBatches();
  }

  /**
   * Bounds of an assembler.
   *
   * @param threads that fill one batch
   * @param openPacks packs kept open between batches
   * @param spareBatches batches whose arrays are kept to be filled again
   */
  public record Limits(int threads, int openPacks, int spareBatches) {}

  /** Pictures of all packs. */
  public int pictures() {
    return firstPictures[firstPictures.length - 1];
  }

  int[] firstPictures() {
    return firstPictures;
  }

  /** Makes packs ahead of the batches that are filled here. */
  PacksAhead packsAhead(int most) {
    return new PacksAhead(packs, threads, most);
  }

  /**
   * Fills a batch.
   *
   * @param pictures their numbers
   * @param seed decides, with its number, what is drawn for a picture
   * @throws IOException when a pack cannot be had
   */
  public FilledBatch fill(int[] pictures, long seed) throws IOException {
    int floats = filler.augmentation().floats();
    if ((long) pictures.length * floats > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch of %d pictures has more floats than an array can hold: make smaller batches"
              .formatted(pictures.length));
    }
    FilledBatch batch = room(pictures.length, floats);
    FillThreads.forEach(
        pictures.length,
        threads,
        number -> fill(batch, number, pictures[number], seed, number * floats));
    return batch;
  }

  private void fill(FilledBatch batch, int number, int picture, long seed, int offset)
      throws IOException {
    int pack = pack(picture);
    int inPack = picture - firstPictures[pack];
    OpenPack open = packs.acquire(pack);
    try {
      SplittableRandom random = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * (picture + 1)));
      filler.fill(
          open.bgr(inPack),
          filler.part((from, to) -> from + random.nextDouble() * (to - from)),
          batch.features(),
          offset);
      batch.labels()[number] = open.label(inPack);
    } finally {
      packs.release(pack);
    }
  }

  private int pack(int picture) {
    int found = Arrays.binarySearch(firstPictures, picture);
    if (found < 0) {
      return -found - 2;
    }
    // Packs without a picture begin where the next one does.
    int pack = found;
    while (firstPictures[pack + 1] == picture) {
      pack++;
    }
    return pack;
  }

  private FilledBatch room(int size, int floats) {
    synchronized (spare) {
      FilledBatch again = spare.poll();
      if (again != null && again.labels().length >= size) {
        return new FilledBatch(again.features(), again.labels(), size);
      }
    }
    return new FilledBatch(new float[size * floats], new float[size], size);
  }

  /** Takes the arrays of a batch that nobody reads any more. */
  public void giveBack(FilledBatch batch) {
    synchronized (spare) {
      if (spare.size() < mostSpare) {
        spare.push(batch);
      }
    }
  }

  /** Closes the packs that no batch is being filled from. */
  @Override
  public void close() {
    packs.close();
    synchronized (spare) {
      spare.clear();
    }
  }
}
