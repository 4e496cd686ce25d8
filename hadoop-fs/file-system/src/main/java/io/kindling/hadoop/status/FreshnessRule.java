package io.kindling.hadoop.status;

import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.mount.Mount;

/** How long what the under store of a mount said is believed. Any thread. */
public interface FreshnessRule {

  /** What files and folders are, and what a folder holds. */
  Freshness statuses(Mount mount);

  /** That there is nothing at a path. */
  Freshness absence(Mount mount);

  /** What is configured for a mount, else these. */
  static FreshnessRule of(Freshness statuses, Freshness absence) {
    return new FreshnessRule() {
      @Override
      public Freshness statuses(Mount mount) {
        return mount.freshness(statuses);
      }

      @Override
      public Freshness absence(Mount mount) {
        return absence;
      }
    };
  }
}
