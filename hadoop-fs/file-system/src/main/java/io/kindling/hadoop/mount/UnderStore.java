package io.kindling.hadoop.mount;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file system behind a mount and what is known of its kind.
 *
 * @param fileSystem reads with the credentials of the user who opened it
 * @param face what it shows to its subclasses only
 * @param uris the names of its files
 * @param proof what tells two contents of a file apart
 * @param readRight what proves that a reader may read a file
 * @param objects brings ranges of objects with less work than the store's streams; null when there
 *     is no such way
 */
public record UnderStore(
    FileSystem fileSystem,
    StoreFace face,
    CanonicalUris uris,
    Proof proof,
    ReadRight readRight,
    @Nullable ObjectRanges objects) {

  private static final Logger LOG = LoggerFactory.getLogger(UnderStore.class);
  private static final String S3A_STREAM = "fs.s3a.input.stream.type";

  /** What an identity is worth. */
  public enum Proof {
    /** An etag that every fetch is conditional on. */
    CONDITIONAL_ETAG,
    /** Length, modification time and whatever else the status shows, compared afterwards. */
    STATUS
  }

  /** How the right to read is checked. */
  public enum ReadRight {
    /** By {@code access(READ)}. */
    ACCESS,
    /** By a request for the object's metadata; the store refuses it to those who may not read. */
    STATUS
  }

  public static UnderStore of(FileSystem fileSystem, Configuration configuration) {
    StoreFace face = new StoreFace(fileSystem, configuration);
    CanonicalUris uris =
        CanonicalUris.of(fileSystem.getUri(), face.getDefaultPort(), configuration);
    if (!isS3a(fileSystem)) {
      return new UnderStore(fileSystem, face, uris, Proof.STATUS, ReadRight.ACCESS, null);
    }
    // In all other modes S3A reads on when the object has changed.
    String mode = configuration.getTrimmed("fs.s3a.change.detection.mode", "server");
    String source = configuration.getTrimmed("fs.s3a.change.detection.source", "etag");
    boolean conditional = mode.equals("server") && source.equals("etag");
    Proof proof = conditional ? Proof.CONDITIONAL_ETAG : Proof.STATUS;
    ObjectRanges objects = conditional ? ObjectRanges.of(fileSystem) : null;
    return new UnderStore(fileSystem, face, uris, proof, ReadRight.STATUS, objects);
  }

  /**
   * The configuration an under store is opened with: the user's without takeover, and with S3A's
   * plain stream unless the user chose one, because the others read more than the range they are
   * asked for.
   */
  public static Configuration configuration(Configuration configuration, String scheme) {
    Configuration own = new Configuration(configuration);
    StoreClasses.restore(own, scheme);
    String[] sources = own.getPropertySources(S3A_STREAM);
    if (sources == null || (sources.length == 1 && sources[0].equals("core-default.xml"))) {
      own.set(S3A_STREAM, "classic");
    }
    return own;
  }

  /**
   * Whether listings with locations cost no more than those without. The local file system starts a
   * process for each file it lists so.
   */
  public boolean listsLocations() {
    return !fileSystem.getUri().getScheme().equals("file");
  }

  /**
   * Whether other JVMs gain by what this one was told. A local disk answers faster than they do, is
   * another one on each host, and its statuses start a process each when they are read in full.
   */
  public boolean sharesStatuses() {
    return !fileSystem.getUri().getScheme().equals("file");
  }

  /**
   * A path for questions about links. The local file system looks for a link by the text of its
   * path, so that it takes one with a scheme for no link.
   */
  public static Path link(Path under) {
    return "file".equals(under.toUri().getScheme())
        ? new Path(null, null, under.toUri().getPath())
        : under;
  }

  /** Lets the store catch up with all changes; stores that cannot fall behind do not know it. */
  public void msync() throws IOException {
    try {
      fileSystem.msync();
    } catch (UnsupportedOperationException alwaysUpToDate) {
      LOG.debug("{} needs no msync: {}", fileSystem.getUri(), alwaysUpToDate.getMessage());
    }
  }

  /** The one name of a file, however it is reached. */
  public String canonicalUri(Path under) {
    return uris.of(under);
  }

  /** The version of a file that a status shows. */
  public FileVersion version(FileStatus status) {
    String uri = canonicalUri(status.getPath());
    String etag = etag(status);
    if (etag != null && proof == Proof.CONDITIONAL_ETAG) {
      return FileVersion.of(uri, status.getLen(), etag, Strength.STRONG);
    }
    String identity = "modified " + status.getModificationTime();
    if (etag != null) {
      identity += " etag " + etag;
    }
    if (status.getClass().getName().startsWith("org.apache.hadoop.hdfs.")) {
      identity += HdfsIdentity.of(status);
    }
    return FileVersion.of(uri, status.getLen(), identity, Strength.WEAK);
  }

  /**
   * This store's status of a file, made from what a status of somebody else's tells; null when that
   * proves no version. A weak version needs to be asked for: nobody knows when the other status
   * was.
   */
  public @Nullable FileStatus restored(FileStatus told, Path under) {
    String etag = rawEtag(told);
    return proof == Proof.CONDITIONAL_ETAG && told.isFile() && etag != null
        ? S3aStatus.of(told, under, etag)
        : null;
  }

  /** Whether versions of this file are told apart by an etag that fetches are conditional on. */
  public boolean isStrong(FileStatus status) {
    return proof == Proof.CONDITIONAL_ETAG && etag(status) != null;
  }

  /** The etag without quotes: some stores put them into listings only. */
  public static @Nullable String etag(FileStatus status) {
    String etag = rawEtag(status);
    return etag != null && etag.length() > 2 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  /** The etag as the store wrote it, which is what its conditional requests want. */
  public static @Nullable String rawEtag(FileStatus status) {
    String etag = status instanceof EtagSource source ? source.getEtag() : null;
    return etag == null || etag.isEmpty() ? null : etag;
  }

  /** Whether streams of the store go behind the end, where they read nothing, without an error. */
  public boolean seeksPastEnd() {
    return isS3a();
  }

  /**
   * Whether opening is a question of its own, whose errors may be others than those of a status.
   */
  public boolean opensWithoutStatus() {
    return fileSystem.getUri().getScheme().equals("hdfs");
  }

  /** Whether the store is S3A, or made of it. */
  public boolean isS3a() {
    return isS3a(fileSystem);
  }

  private static boolean isS3a(FileSystem fileSystem) {
    for (Class<?> type = fileSystem.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals("org.apache.hadoop.fs.s3a.S3AFileSystem")) {
        return true;
      }
    }
    return false;
  }
}
