package io.kindling.image.write;

import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureContent;

/**
 * A picture on its way into a shard.
 *
 * @param path where it comes from: a path, or a container's path, {@code #} and a key
 * @param labels with the number of the class counted from 0, whatever the format counts from
 * @param content as a file holds it, or decoded
 */
public record OutgoingPicture(String path, Labels labels, PictureContent content) {

  /** The last part of the path: the name of the file, or what follows the folders of a key. */
  public String name() {
    int end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('#'));
    return path.substring(end + 1);
  }
}
