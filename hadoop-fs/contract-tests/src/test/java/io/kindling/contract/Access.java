package io.kindling.contract;

import io.kindling.hadoop.CacheFs;
import io.kindling.hadoop.CachingFileSystem;
import io.kindling.hadoop.CachingLocalFileSystem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** The ways to an under store that are compared. */
enum Access {
  /** The under store itself. */
  BARE {
    @Override
    URI root(TestStore store) {
      return store.root();
    }

    @Override
    void configure(Configuration configuration, TestStore store) {}
  },

  /** {@code cache:///store/...}. */
  MOUNT {
    @Override
    URI root(TestStore store) {
      return URI.create("cache:///store/");
    }

    @Override
    void configure(Configuration configuration, TestStore store) {
      configuration.set("fs.cache.mount.store", store.root().toString());
      configuration.set("fs.cache.impl", CachingFileSystem.class.getName());
      configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
      cache(configuration);
    }
  },

  /** The store's own paths, with the cache in the place of its class. */
  TAKEOVER {
    @Override
    URI root(TestStore store) {
      return store.root();
    }

    @Override
    void configure(Configuration configuration, TestStore store) {
      String scheme = store.root().getScheme();
      Class<?> cached =
          scheme.equals("file") ? CachingLocalFileSystem.class : CachingFileSystem.class;
      configuration.set("fs." + scheme + ".impl", cached.getName());
      configuration.set("fs.AbstractFileSystem." + scheme + ".impl", CacheFs.class.getName());
      cache(configuration);
    }
  };

  /** All ways but the bare one. */
  static final List<Access> CACHED = List.of(MOUNT, TAKEOVER);

  /** The way's name in files and messages. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The way's name at the head of a column. */
  String title() {
    return name().charAt(0) + label().substring(1);
  }

  /** Where the store's root is found this way. */
  abstract URI root(TestStore store);

  abstract void configure(Configuration configuration, TestStore store);

  /** What was written a moment ago is cached, too, and a fault of the cache is an error. */
  private static void cache(Configuration configuration) {
    configuration.set("fs.cache.metadata.settle-time", "0ms");
    configuration.set("fs.cache.faults", "strict");
  }
}
