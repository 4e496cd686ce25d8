package io.kindling.hadoop.samples;

/** A file system whose files the cache keeps, and so the sample packs made of them. */
public interface HasFilePacks {

  /** The packs of its files, opened as its user. */
  FilePacks packs();
}
