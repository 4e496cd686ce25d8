package io.kindling.benchmarks;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@link LeanS3} answers to one request.
 *
 * @param head status, headers, and the bytes of what is no object
 * @param from first byte of the object that follows
 * @param end byte of the object behind the last that follows; {@code from} when none does
 */
record LeanAnswer(String head, long from, long end) {

  private static final int MOST_KEYS = 1000;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final String MODIFIED = "Last-Modified: Wed, 01 Jan 2025 00:00:00 GMT\r\n";

  /** Reads a request, without the empty line at its end. */
  static LeanAnswer to(String request) {
    String[] lines = request.split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !(first[0].equals("GET") || first[0].equals("HEAD"))) {
      return error(501, "NotImplemented", false);
    }
    boolean bodiless = first[0].equals("HEAD");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).trim());
    }
    int question = first[1].indexOf('?');
    String path = decoded(question < 0 ? first[1] : first[1].substring(0, question));
    int slash = path.indexOf('/', 1);
    String name = slash < 0 ? path.substring(1) : path.substring(1, slash);
    String key = slash < 0 ? "" : path.substring(slash + 1);
    MadeUpBucket bucket = MadeUpBucket.of(name);
    if (bucket == null) {
      return error(404, "NoSuchBucket", bodiless);
    }
    if (!key.isEmpty()) {
      return bucket.has(key)
          ? object(bucket, key, headers, bodiless)
          : error(404, "NoSuchKey", bodiless);
    }
    Map<String, String> query = query(question < 0 ? "" : first[1].substring(question + 1));
    if (bodiless) {
      return xml("200 OK", "", true);
    }
    return "2".equals(query.get("list-type"))
        ? listing(bucket, name, query)
        : error(501, "NotImplemented", false);
  }

  private static LeanAnswer object(
      MadeUpBucket bucket, String key, Map<String, String> headers, boolean bodiless) {
    String etag = MadeUpBucket.etag(key);
    String wanted = headers.getOrDefault("if-match", etag);
    if (!wanted.equals(etag)) {
      return error(412, "PreconditionFailed", bodiless);
    }
    long from = 0;
    long end = bucket.size();
    String status = "200 OK";
    String range = "";
    Matcher part = RANGE.matcher(headers.getOrDefault("range", ""));
    if (part.matches()) {
      from = Long.parseLong(part.group(1));
      end = part.group(2).isEmpty() ? end : Math.min(end, Long.parseLong(part.group(2)) + 1);
      if (from >= end) {
        return error(416, "InvalidRange", bodiless);
      }
      status = "206 Partial Content";
      range = "Content-Range: bytes %d-%d/%d\r\n".formatted(from, end - 1, bucket.size());
    }
    String head =
        "HTTP/1.1 "
            + status
            + "\r\n"
            + MODIFIED
            + "ETag: "
            + etag
            + "\r\nAccept-Ranges: bytes\r\n"
            + range
            + "Content-Type: application/octet-stream\r\nContent-Length: "
            + (end - from)
            + "\r\n\r\n";
    return new LeanAnswer(head, from, bodiless ? from : end);
  }

  private static LeanAnswer listing(MadeUpBucket bucket, String name, Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    int most = Math.min(MOST_KEYS, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
    int at = Integer.parseInt(query.getOrDefault("continuation-token", "0"));
    StringBuilder contents = new StringBuilder();
    int found = 0;
    for (; at < bucket.count() && found < most; at++) {
      String key = bucket.key(at);
      if (key.startsWith(prefix)) {
        found++;
        contents
            .append("<Contents><Key>")
            .append(key)
            .append("</Key><LastModified>2025-01-01T00:00:00.000Z</LastModified><ETag>")
            .append(MadeUpBucket.etag(key).replace("\"", "&quot;"))
            .append("</ETag><Size>")
            .append(bucket.size())
            .append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
      }
    }
    boolean more = at < bucket.count();
    return xml(
        "200 OK",
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>"
            + name
            + "</Name><Prefix>"
            + prefix
            + "</Prefix><KeyCount>"
            + found
            + "</KeyCount><MaxKeys>"
            + most
            + "</MaxKeys><IsTruncated>"
            + more
            + "</IsTruncated>"
            + (more ? "<NextContinuationToken>" + at + "</NextContinuationToken>" : "")
            + contents
            + "</ListBucketResult>",
        false);
  }

  private static LeanAnswer error(int status, String code, boolean bodiless) {
    String xml = "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
    return xml(status + " " + code, xml, bodiless);
  }

  private static LeanAnswer xml(String status, String text, boolean bodiless) {
    String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text;
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: application/xml\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return new LeanAnswer(bodiless ? head : head + body, 0, 0);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
