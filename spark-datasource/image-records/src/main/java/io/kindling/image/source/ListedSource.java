package io.kindling.image.source;

import io.kindling.image.filter.PictureTest;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.NoPicturesException;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.GivenPaths;
import io.kindling.image.options.ScanOptions;
import io.kindling.image.options.ScanOptions.Epoch;
import io.kindling.image.options.SetOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A set of pictures that a user named by paths and options, as it was listed. Driver only.
 *
 * @param configuration by which the pictures' file systems are opened
 * @param listing what belongs to the set
 * @param options how its pictures become rows
 * @param epoch the order that is asked for; null for that of the listing
 * @param set maybe without a picture
 * @param samples how the set is divided into ready samples; null when the options ask for none
 * @param nothing why a batch cannot be read: there is no picture yet; null when there is one
 */
public record ListedSource(
    Configuration configuration,
    List<Path> paths,
    ListingOptions listing,
    ScanOptions options,
    @Nullable Epoch epoch,
    PictureSet set,
    @Nullable SamplePlan samples,
    @Nullable CachedImagesException nothing) {

  /**
   * Lists what the options name.
   *
   * @param zone of times that name none
   * @throws CachedImagesException when an option is wrong or a path is not there
   */
  public static ListedSource list(GivenOptions given, ZoneId zone, Configuration configuration) {
    ScanOptions.requireKnown(given);
    ScanOptions options = ScanOptions.of(given);
    ListingOptions listing = SetOptions.of(given, zone);
    List<Path> paths = GivenPaths.of(given);
    CachedImagesException nothing = null;
    PictureSet set;
    try {
      try {
        set = PictureSet.list(configuration, paths, listing);
      } catch (NoPicturesException none) {
        nothing = new CachedImagesException(oneLine(paths, none), none);
        set = PictureSet.empty(configuration, paths, listing);
      }
    } catch (IOException refused) {
      throw new CachedImagesException(oneLine(paths, refused), refused);
    }
    SampleTransform transform = options.samples();
    SamplePlan samples = transform == null ? null : new SamplePlan(configuration, transform);
    return new ListedSource(
        configuration, paths, listing, options, ScanOptions.epoch(given), set, samples, nothing);
  }

  /** For people: where the pictures are. */
  public String name() {
    return "cachedimages " + paths.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Streams wait for pictures; batches do not. */
  public void requirePictures() {
    if (nothing != null) {
      throw nothing;
    }
  }

  /** Whether each file is one picture, so that the listing knows all pictures. */
  public boolean filesArePictures() {
    return set.layout().container() == null;
  }

  /** The files that may hold pictures that pass; of picture files those that do. */
  public List<SourceFile> files(List<PictureTest> tests) {
    List<PictureTest> known =
        filesArePictures() ? tests : tests.stream().filter(PictureTest::isOfContainers).toList();
    return known.isEmpty()
        ? set.files()
        : set.files().stream()
            .filter(file -> known.stream().allMatch(test -> test.passes(file)))
            .toList();
  }

  private static String oneLine(List<Path> paths, IOException refused) {
    String message = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    boolean named = paths.stream().anyMatch(path -> message.contains(path.toUri().getPath()));
    return named || paths.isEmpty() ? message : paths.get(0) + ": " + message;
  }
}
