package io.kindling.cache.store;

import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link PathPolicies} with a number for each path, found by what blocks remember of theirs. Number
 * 0 holds where nothing is set. For any thread.
 */
final class PathRules {

  private final PathPolicies policies;
  private final boolean haveQuota;
  private final List<String> paths = new ArrayList<>();
  private final List<PathPolicy> byNumber = new ArrayList<>();
  private final Map<FileTag, Integer> ofFiles = new HashMap<>();

  /** What was found, by folder. */
  private final ConcurrentHashMap<String, Integer> ofFolders = new ConcurrentHashMap<>();

  PathRules(PathPolicies policies) {
    this.policies = policies;
    this.haveQuota = policies.byPath().values().stream().anyMatch(policy -> policy.quota() > 0);
    paths.add("");
    byNumber.add(PathPolicy.DEFAULT);
    policies
        .byPath()
        .forEach(
            (path, policy) -> {
              if (!path.endsWith("/")) {
                String folder = path.substring(0, path.lastIndexOf('/') + 1);
                ofFiles.put(FileTag.of(folder, FileTag.hash(path)), paths.size());
              }
              paths.add(path);
              byNumber.add(policy);
            });
  }

  PathPolicies policies() {
    return policies;
  }

  int count() {
    return paths.size();
  }

  PathPolicy policy(int number) {
    return byNumber.get(number);
  }

  /** An empty order by these rules. */
  EvictionPolicy order() {
    return count() == 1 ? new LeastRecentlyUsed() : new PathOrder(this, System::nanoTime);
  }

  /** Whether the number of bytes of some path is limited. */
  boolean haveQuota() {
    return haveQuota;
  }

  /** Whether a block has outlived its time, in seconds of the epoch. */
  boolean isExpired(PagedBlock block, int now) {
    Duration time = policy(of(block.folder, block.fileHash)).timeToLive();
    return !time.isZero() && now - block.storedAt > time.toSeconds();
  }

  /** The number of what holds for a file. */
  int of(String folder, int fileHash) {
    if (!ofFiles.isEmpty()) {
      Integer file = ofFiles.get(new FileTag(folder, fileHash));
      if (file != null) {
        return file;
      }
    }
    Integer known = ofFolders.get(folder);
    if (known == null) {
      known = find(folder);
      ofFolders.put(folder, known);
    }
    return known;
  }

  private int find(String folder) {
    int best = 0;
    for (int number = 1; number < paths.size(); number++) {
      String path = paths.get(number);
      if (path.endsWith("/")
          && folder.startsWith(path)
          && path.length() > paths.get(best).length()) {
        best = number;
      }
    }
    return best;
  }
}
