package io.kindling.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** An under store of tests, running until it is closed. */
interface TestStore extends Closeable {

  /** Short name for tables: {@code local}, {@code hdfs}, {@code s3a}. */
  String name();

  /** The store in a heading. */
  String title();

  /** The root of the store. */
  URI root();

  /** A folder of the store, as an absolute path without scheme, below which suites may do all. */
  String folder();

  /** What a client of the bare store needs; a new copy at each call. */
  Configuration configuration();

  /**
   * The store, or a part of it, as a suite has to find it: nothing is left of other suites.
   *
   * @param suite name of the suite
   * @param access the way by which it runs
   */
  TestStore empty(String suite, Access access) throws IOException;

  /** Names of Hadoop's contract options, without their prefix, that hold for the store. */
  Set<String> abilities();

  /** Smallest part of a multipart upload but the last, in bytes. */
  int partSize();

  /** Whether a completed or aborted upload is unknown to the store from then on. */
  boolean endsUploadsAtOnce();

  @Override
  void close() throws IOException;
}
