package io.kindling.hadoop.mount;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The names by which the whole cluster knows the files of one under store: the same text by which
 * ever mount, scheme, port or spelling a file was reached. Any thread.
 *
 * @param prefix scheme and authority, {@code s3a://bucket}, {@code s3a://bucket@host:9000} at an
 *     endpoint that is not Amazon's, or {@code file://}
 */
public record CanonicalUris(String prefix) {

  private static final Set<String> S3_SCHEMES = Set.of("s3", "s3a", "s3n");

  /** Without an endpoint, which follows an @. */
  private static final Pattern BUCKET_PATH = Pattern.compile("(s3[an]?://[^/@]+)(/.*)");

  /**
   * The names of a store's files. Nobody is asked for host names: another machine might get another
   * answer.
   *
   * @param store the store's own URI
   * @param defaultPort its port when the URI has none; 0 for stores without ports
   * @param configuration what the store was opened with
   */
  static CanonicalUris of(URI store, int defaultPort, Configuration configuration) {
    String scheme = store.getScheme().toLowerCase(Locale.ROOT);
    String authority = store.getAuthority();
    if (authority == null) {
      return new CanonicalUris(scheme + "://");
    }
    if (S3_SCHEMES.contains(scheme)) {
      scheme = "s3a";
      authority += S3Endpoint.mark(store.getHost(), configuration);
    } else if (!HdfsNameservice.is(authority, configuration)) {
      String address =
          store.getPort() < 0 && store.getHost() != null && defaultPort > 0
              ? authority + ":" + defaultPort
              : authority;
      authority = HdfsNameservice.of(address, configuration);
    }
    // Hadoop's own cache of file systems takes authorities of any case for one, too.
    return new CanonicalUris(scheme + "://" + authority.toLowerCase(Locale.ROOT));
  }

  /**
   * The name of a path of an under store that somebody wrote. A bucket of S3 gets its scheme and
   * endpoint; all else stays as it is, names among it and a slash at the end.
   *
   * @param configuration that says at which endpoint a bucket is
   */
  public static String ofWritten(String text, Configuration configuration) {
    Matcher bucket = BUCKET_PATH.matcher(text);
    if (!bucket.matches()) {
      return text;
    }
    String prefix = of(URI.create(bucket.group(1)), 0, configuration).prefix();
    String path = bucket.group(2);
    try {
      return prefix + new URI(path).getRawPath();
    } catch (URISyntaxException notEncoded) {
      return prefix + encoded(path);
    }
  }

  /** The name of a file or folder, without a slash at its end. */
  public String of(Path under) {
    return ofPath(under.toUri().getPath());
  }

  /** The name of a file or folder by its decoded path in the store. */
  String ofPath(String path) {
    return prefix + (isPlain(path) ? path : encoded(path));
  }

  /** Whether nothing in a path needs an escape. */
  private static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '/' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == '='
              || c == ',';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("no path: " + path, malformed);
    }
  }
}
