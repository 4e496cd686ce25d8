package io.kindling.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server was asked since its start or last reset. One signed HTTP request that reached the
 * store counts once, also when it is refused or finds nothing.
 *
 * @param getObject GetObject requests
 * @param headObject HeadObject requests
 * @param listObjects ListObjects and ListObjectsV2 requests
 * @param putObject PutObject requests
 * @param deleteObject DeleteObject requests
 * @param other all other requests: multipart uploads, copies, DeleteObjects, HeadBucket
 * @param getObjectBytes bytes of content handed to the connection for GetObject
 */
public record RequestCounts(
    long getObject,
    long headObject,
    long listObjects,
    long putObject,
    long deleteObject,
    long other,
    long getObjectBytes) {

  /** The counts as one line of JSON. */
  public String toJson() {
    return ("{\"getObject\":%d,\"headObject\":%d,\"listObjects\":%d,\"putObject\":%d,"
            + "\"deleteObject\":%d,\"other\":%d,\"getObjectBytes\":%d}")
        .formatted(
            getObject, headObject, listObjects, putObject, deleteObject, other, getObjectBytes);
  }

  /**
   * The counts that {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException when a count is missing
   */
  public static RequestCounts fromJson(String json) {
    return new RequestCounts(
        number(json, "getObject"),
        number(json, "headObject"),
        number(json, "listObjects"),
        number(json, "putObject"),
        number(json, "deleteObject"),
        number(json, "other"),
        number(json, "getObjectBytes"));
  }

  private static long number(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
    if (!found.find()) {
      throw new IllegalArgumentException("no count \"" + name + "\" in " + json);
    }
    return Long.parseLong(found.group(1));
  }
}
