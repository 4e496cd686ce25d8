package io.kindling.cache.metrics;

/**
 * Everything that is counted in a JVM. {@code REQUESTED_BYTES = MEMORY_BYTES + DISK_BYTES +
 * PEER_BYTES + UNDER_STORE_BYTES} holds whenever no read is in flight.
 */
public enum Metric {
  REQUESTED_BYTES("bytes", "bytes that callers of this JVM asked for and got"),
  MEMORY_BYTES("bytes", "of these, copied from the memory of this JVM's own block store"),
  DISK_BYTES("bytes", "of these, copied from the disk tier of this JVM's own block store"),
  PEER_BYTES("bytes", "of these, received from the storage node of another JVM"),
  UNDER_STORE_BYTES("bytes", "of these, fetched from the under store by this reader"),
  FETCHED_BYTES("bytes", "bytes fetched from under stores, whole blocks"),
  FETCHES("requests", "ranged reads of under stores"),
  WRITTEN_BYTES("bytes", "bytes of files written here that were given to their owners"),
  WRITES_NOT_KEPT(
      "files", "files written here that should have been cached and were not; the log says why"),
  READ_AHEAD_BYTES("bytes", "bytes brought into buffers before a stream came to them"),
  READ_AHEAD_UNUSED("bytes", "of these, bytes that no stream came to"),
  BLOCKS_BROUGHT("blocks", "first blocks fetched before their file was opened"),
  BUFFER_BYTES("bytes", "taken now of fs.cache.buffer.size"),
  BUFFER_WAITS("times", "somebody waited for room in fs.cache.buffer.size"),
  BUFFERS_REFUSED("times", "somebody went on with a smaller buffer or without read-ahead"),
  ZERO_COPY_LEAKS("buffers", "zero-copy buffers that were not given back by their stream's close"),
  LEASES_GRANTED("leases", "leaves to fetch that this node gave as an owner"),
  LEASES_EXPIRED("leases", "leases taken back because their holder made no progress"),
  FENCED_PUTS("blocks", "blocks refused because their lease had been taken back"),
  ARRIVING_READS("answers", "reads served from blocks that were still being fetched"),
  STATUSES_OWN("requests", "statuses of files that this process knew itself"),
  STATUSES_OWNERS("requests", "statuses that the owners of the files told this process"),
  STATUSES_STORE("requests", "statuses for which this process asked the under store"),
  LISTINGS_OWNERS("listings", "listings that the owners of the folders told this process"),
  LISTINGS_STORE("listings", "listings for which this process asked the under store"),
  STATUSES_PUBLISHED("statuses", "statuses that this process told the owners after a listing"),
  STATUSES_UNPUBLISHED(
      "statuses", "statuses of a listing not told, because owners were slower than the store"),
  STATUSES_ANSWERED("requests", "statuses of files that this node gave as an owner"),
  STATUSES_UNKNOWN("requests", "statuses that this node was asked for and did not know"),
  STATUSES_FORGOTTEN("requests", "paths and trees that this node as an owner was told to forget"),
  LISTINGS_ANSWERED("pages", "pages of listings that this node gave as an owner"),
  LISTINGS_UNKNOWN("pages", "pages that this node was asked for and did not have"),
  STATUSES_REFRESHED("requests", "statuses asked for again before they went stale"),
  BLOCKS_PUT("blocks", "blocks published in this JVM's store"),
  BLOCKS_EVICTED("blocks", "blocks evicted from this JVM's store to make room"),
  STORE_FULL("blocks", "blocks not kept because no room could be made"),
  CHECKSUM_FAILURES("blocks", "blocks dropped because their checksum was wrong"),
  PEER_FAILURES("requests", "requests to storage nodes that failed or took too long"),
  UPLOAD_FAILURES("blocks", "fetched blocks that their owner did not take"),
  BACKGROUND_FAILURES("fetches", "fetches that failed after their caller had been answered"),
  GRANTS_REFUSED("requests", "reads answered with a demand for a check at the under store"),
  FORMER_OWNER_BYTES(
      "bytes",
      "bytes of blocks that this node missed and got from their former owner or from a replica, in"
          + " place of the under store"),
  HANDED_OVER_BYTES("bytes", "bytes of blocks given to their next owner before leaving"),
  REPLICAS_HELD("blocks", "blocks held for other owners now, as of a look every now and then"),
  REPLICAS_MADE("blocks", "blocks that this node gave to others to hold as well"),
  REPLICA_BYTES("bytes", "bytes of these"),
  REPLICAS_DROPPED("blocks", "blocks held for other owners and dropped when they were cold"),
  REPLICA_READS("answers", "reads of this JVM that a replica answered in its owner's place"),
  REPLICA_MISSES("requests", "reads of this JVM that a replica was asked for in vain"),
  HANDSHAKES_REFUSED("connections", "connections refused for their secret, cluster or sizes"),
  DISK_HITS("reads", "reads that found their block on disk and not in memory"),
  BLOCKS_DEMOTED("blocks", "blocks written to the disk tier"),
  BLOCKS_PROMOTED("blocks", "blocks copied from the disk tier to memory"),
  BLOCKS_ADOPTED("blocks", "blocks of an earlier process found whole on disk when first read"),
  DISK_EVICTED("blocks", "blocks dropped from the disk tier to make room"),
  DEMOTIONS_SKIPPED("blocks", "blocks that left memory unwritten, because the disks were too slow"),
  DISK_FULL(
      "directories",
      "times a disk directory had no room for what it should hold; it goes on with what it has"),
  DISK_FAILURES("directories", "disk directories taken out after an error"),
  DISK_FAULTS("reads", "reads that a disk failed under and that went on without it"),
  NOT_ADMITTED("blocks", "blocks that the policy of their path did not let in"),
  BLOCKS_EXPIRED("blocks", "blocks dropped because their time to live was over"),
  PACKS_HERE("packs", "sample packs found in this JVM's own store"),
  PACKS_PEER("packs", "sample packs received from the storage node of another JVM"),
  PACKS_MADE("packs", "sample packs made by this JVM"),
  PACKS_NOT_KEPT("packs", "of these, packs that no owner took"),
  PACKS_DROPPED("packs", "sample packs dropped as an owner because blocks were missing or wrong"),
  PACK_MEMORY_BYTES("bytes", "bytes of sample packs opened in this JVM's own store"),
  PACK_PEER_BYTES("bytes", "bytes of sample packs received from other JVMs"),
  PACK_MADE_BYTES("bytes", "bytes of sample packs made by this JVM");

  private final String unit;
  private final String meaning;

  Metric(String unit, String meaning) {
    this.unit = unit;
    this.meaning = meaning;
  }

  /** What one count stands for. */
  public String unit() {
    return unit;
  }

  /** What is counted, in words. */
  public String meaning() {
    return meaning;
  }
}
