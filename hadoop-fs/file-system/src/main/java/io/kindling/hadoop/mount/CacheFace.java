package io.kindling.hadoop.mount;

/**
 * What stands before under stores. The look-up of a store's own class passes over every class of
 * this kind, or a scheme that was taken over would lead back to the cache.
 */
public interface CacheFace {}
