package io.kindling.hadoop.write;

import java.io.IOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A bulk delete of the under store in users' paths; what was known of the files is forgotten before
 * and after. As many threads as the store's own allows.
 *
 * @param delegate the store's
 * @param basePath the folder of all paths, as users write it
 * @param toUnder users' path to the store's
 * @param toShown and back; null outside of the mount
 * @param changed told the decoded users' path of each file
 */
public record TranslatedBulkDelete(
    BulkDelete delegate,
    Path basePath,
    Translation toUnder,
    Function<Path, @Nullable Path> toShown,
    Consumer<String> changed)
    implements BulkDelete {

  /** Makes a store's path of a user's. */
  @FunctionalInterface
  public interface Translation {
    Path of(Path shown) throws IOException;
  }

  @Override
  public int pageSize() {
    return delegate.pageSize();
  }

  @Override
  public List<Map.Entry<Path, String>> bulkDelete(Collection<Path> paths) throws IOException {
    List<Path> under = new ArrayList<>(paths.size());
    for (Path path : paths) {
      under.add(toUnder.of(path));
    }
    forget(paths);
    List<Map.Entry<Path, String>> failed;
    try {
      failed = delegate.bulkDelete(under);
    } finally {
      forget(paths);
    }
    List<Map.Entry<Path, String>> shown = new ArrayList<>(failed.size());
    for (Map.Entry<Path, String> failure : failed) {
      Path path = toShown.apply(failure.getKey());
      shown.add(
          new SimpleImmutableEntry<>(path == null ? failure.getKey() : path, failure.getValue()));
    }
    return shown;
  }

  private void forget(Collection<Path> paths) {
    for (Path path : paths) {
      // The store refuses what is relative.
      if (path != null && path.isAbsolute()) {
        changed.accept(path.toUri().getPath());
      }
    }
  }

  @Override
  public @Nullable IOStatistics getIOStatistics() {
    return delegate.getIOStatistics();
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }
}
