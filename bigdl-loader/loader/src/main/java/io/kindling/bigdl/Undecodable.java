package io.kindling.bigdl;

/** What happens to a file that is listed as a picture and is none. */
public enum Undecodable {
  /** It is left out, counted, and named in one line of the executor's log. */
  DROP,
  /** The task fails with an error that names the file. */
  FAIL
}
