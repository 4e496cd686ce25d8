package io.kindling.cache.metrics;

import java.util.Locale;

/**
 * Everything that is counted in a JVM, and the one place where it is said what it means. {@code
 * REQUESTED_BYTES = MEMORY_BYTES + DISK_BYTES + PEER_BYTES + UNDER_STORE_BYTES} holds whenever no
 * read is in flight.
 */
public enum Metric {
  REQUESTED_BYTES("bytes", "bytes that callers of this JVM asked for and got"),
  MEMORY_BYTES(
      Kind.COUNTER,
      "bytes",
      "of these, copied from the memory of this JVM's own block store",
      "most of REQUESTED_BYTES once data is warm and its readers are placed with it",
      "place tasks where the blocks are (spark.locality.wait), or give fs.cache.memory.size more"),
  DISK_BYTES(
      Kind.COUNTER,
      "bytes",
      "of these, copied from the disk tier of this JVM's own block store",
      "any; 0 without fs.cache.disk.dirs",
      "raise fs.cache.memory.size when more comes from disk than from memory"),
  PEER_BYTES(
      Kind.COUNTER,
      "bytes",
      "of these, received from the storage node of another JVM",
      "below half of REQUESTED_BYTES in Spark; nearly all of it for clients",
      "place tasks where the blocks are (spark.locality.wait), or set more replicas for hot paths"),
  UNDER_STORE_BYTES(
      Kind.COUNTER,
      "bytes",
      "of these, fetched from the under store by this reader",
      "REQUESTED_BYTES in the first epoch, nearly 0 afterwards",
      "the data may not fit (working-set estimate), change all the time, or be kept out by a"
          + " policy: see evictions and NOT_ADMITTED"),
  SERVED_BYTES(
      Kind.COUNTER,
      "bytes",
      "bytes of blocks and packs that this node gave to readers in other JVMs",
      "about the PEER_BYTES and PACK_PEER_BYTES of all readers together, what was read ahead in"
          + " vain included",
      ""),
  FETCHED_BYTES(
      Kind.COUNTER,
      "bytes",
      "bytes fetched from under stores, whole blocks",
      "about UNDER_STORE_BYTES, or more where small parts of blocks are read",
      "lower fs.cache.block.size when it is many times UNDER_STORE_BYTES"),
  FETCHES(
      Kind.COUNTER,
      "requests",
      "ranged reads of under stores",
      "FETCHED_BYTES / FETCHES is near the size of the files, or fs.cache.fetch.size",
      "make bigger files, when requests are what the store charges or limits"),
  WRITTEN_BYTES("bytes", "bytes of files written here that were given to their owners"),
  WRITES_NOT_KEPT(
      Kind.TROUBLE,
      "files",
      "files written here that should have been cached and were not; the log says why",
      "0",
      "the log says why; most often fs.cache.write.memory is too small for the files written at"
          + " once"),
  READ_AHEAD_BYTES("bytes", "bytes brought into buffers before a stream came to them"),
  READ_AHEAD_UNUSED(
      Kind.COUNTER,
      "bytes",
      "of these, bytes that no stream came to",
      "below a tenth of READ_AHEAD_BYTES",
      "lower fs.cache.read-ahead.size: readers seek more than it supposes"),
  BLOCKS_BROUGHT("blocks", "first blocks fetched before their file was opened"),
  BUFFER_BYTES(
      Kind.GAUGE,
      "bytes",
      "taken now of fs.cache.buffer.size",
      "below fs.cache.buffer.size",
      "raise fs.cache.buffer.size when it is always full"),
  BUFFER_WAITS(
      Kind.COUNTER,
      "times",
      "somebody waited for room in fs.cache.buffer.size",
      "few",
      "raise fs.cache.buffer.size"),
  BUFFERS_REFUSED(
      Kind.COUNTER,
      "times",
      "somebody went on with a smaller buffer or without read-ahead",
      "few",
      "raise fs.cache.buffer.size"),
  ZERO_COPY_LEAKS(
      Kind.TROUBLE,
      "buffers",
      "zero-copy buffers that were not given back by their stream's close",
      "0",
      "the program must call releaseBuffer for each buffer that it got"),
  LEASES_GRANTED("leases", "leaves to fetch that this node gave as an owner"),
  LEASES_EXPIRED(
      Kind.TROUBLE,
      "leases",
      "leases taken back because their holder made no progress",
      "0, or one for each reader that was killed",
      "look for overloaded readers, or raise fs.cache.lease.timeout"),
  FENCED_PUTS(
      Kind.COUNTER,
      "blocks",
      "blocks refused because their lease had been taken back",
      "at most LEASES_EXPIRED times the blocks of a lease",
      "as for LEASES_EXPIRED"),
  ARRIVING_READS("answers", "reads served from blocks that were still being fetched"),
  STATUSES_OWN("requests", "statuses of files that this process knew itself"),
  STATUSES_OWNERS("requests", "statuses that the owners of the files told this process"),
  STATUSES_STORE(
      Kind.COUNTER,
      "requests",
      "statuses for which this process asked the under store",
      "one for each file and fs.cache.metadata.freshness",
      "raise fs.cache.metadata.freshness, or set it to never for data that does not change"),
  LISTINGS_OWNERS("listings", "listings that the owners of the folders told this process"),
  LISTINGS_STORE("listings", "listings for which this process asked the under store"),
  STATUSES_PUBLISHED("statuses", "statuses that this process told the owners after a listing"),
  STATUSES_UNPUBLISHED(
      Kind.COUNTER,
      "statuses",
      "statuses of a listing not told, because owners were slower than the store",
      "0, or few",
      "owners are overloaded, or fs.cache.status.size is too small for all files"),
  STATUSES_ANSWERED("requests", "statuses of files that this node gave as an owner"),
  STATUSES_UNKNOWN("requests", "statuses that this node was asked for and did not know"),
  STATUSES_FORGOTTEN("requests", "paths and trees that this node as an owner was told to forget"),
  LISTINGS_ANSWERED("pages", "pages of listings that this node gave as an owner"),
  LISTINGS_UNKNOWN("pages", "pages that this node was asked for and did not have"),
  STATUSES_REFRESHED("requests", "statuses asked for again before they went stale"),
  BLOCKS_PUT("blocks", "blocks published in this JVM's store"),
  BLOCKS_EVICTED(
      Kind.COUNTER,
      "blocks",
      "blocks evicted from this JVM's store to make room",
      "0 while the data fits",
      "see the working-set estimate: more memory or nodes, or the policy resident for data that is"
          + " read in epochs"),
  STORE_FULL(
      Kind.TROUBLE,
      "blocks",
      "blocks not kept because no room could be made",
      "0",
      "what is there is pinned, resident or in use: raise fs.cache.memory.size or"
          + " fs.cache.disk.size, or unpin paths"),
  CHECKSUM_FAILURES(
      Kind.FAULT,
      "blocks",
      "blocks dropped because their checksum was wrong",
      "0",
      "test the memory, disks and network of the host; readers got the right bytes from elsewhere"),
  PEER_FAILURES(
      Kind.TROUBLE,
      "requests",
      "requests to storage nodes that failed or took too long",
      "0, or some while a node ends",
      "look at the log of the node that the line in the log names, and for a firewall between the"
          + " hosts"),
  UPLOAD_FAILURES(
      Kind.TROUBLE,
      "blocks",
      "fetched blocks that their owner did not take",
      "0, or some while a node ends",
      "owners are full or overloaded: see STORE_FULL and PEER_FAILURES"),
  BACKGROUND_FAILURES(
      Kind.TROUBLE,
      "fetches",
      "fetches that failed after their caller had been answered",
      "0",
      "the log says which; the under store refuses or is slow"),
  GRANTS_REFUSED(
      Kind.COUNTER,
      "requests",
      "reads answered with a demand for a check at the under store",
      "one for each user, file and fs.cache.grant.lifetime",
      "raise fs.cache.grant.lifetime when the checks are many"),
  FORMER_OWNER_BYTES(
      Kind.COUNTER,
      "bytes",
      "bytes of blocks that this node missed and got from their former owner or from a replica, in"
          + " place of the under store",
      "0, but after nodes came or went",
      ""),
  HANDED_OVER_BYTES("bytes", "bytes of blocks given to their next owner before leaving"),
  REPLICAS_HELD(
      Kind.GAUGE,
      "blocks",
      "blocks held for other owners now, as of a look every now and then",
      "any",
      ""),
  REPLICAS_MADE("blocks", "blocks that this node gave to others to hold as well"),
  REPLICA_BYTES("bytes", "bytes of these"),
  REPLICAS_DROPPED("blocks", "blocks held for other owners and dropped when they were cold"),
  REPLICA_READS("answers", "reads of this JVM that a replica answered in its owner's place"),
  REPLICA_MISSES(
      Kind.COUNTER,
      "requests",
      "reads of this JVM that a replica was asked for in vain",
      "few beside REPLICA_READS",
      ""),
  HANDSHAKES_REFUSED(
      Kind.TROUBLE,
      "connections",
      "connections refused for their secret, cluster or sizes",
      "0",
      "the log of the node names who and why: another fs.cache.cluster.secret, fs.cache.cluster.id"
          + " or block size"),
  DISK_HITS("reads", "reads that found their block on disk and not in memory"),
  BLOCKS_DEMOTED("blocks", "blocks written to the disk tier"),
  BLOCKS_PROMOTED("blocks", "blocks copied from the disk tier to memory"),
  BLOCKS_ADOPTED("blocks", "blocks of an earlier process found whole on disk when first read"),
  DISK_EVICTED(
      Kind.COUNTER,
      "blocks",
      "blocks dropped from the disk tier to make room",
      "0 while the data fits",
      "more or bigger disks, or more nodes"),
  DEMOTIONS_SKIPPED(
      Kind.TROUBLE,
      "blocks",
      "blocks that left memory unwritten, because the disks were too slow",
      "0",
      "add disks to fs.cache.disk.dirs, or raise fs.cache.memory.size"),
  DISK_FULL(
      Kind.TROUBLE,
      "directories",
      "times a disk directory had no room for what it should hold; it goes on with what it has",
      "0",
      "free the disk, or lower fs.cache.disk.size"),
  DISK_FAILURES(
      Kind.FAULT,
      "directories",
      "disk directories taken out after an error",
      "0",
      "the log of the node names them: mend the disk and restart the node"),
  DISK_FAULTS(
      Kind.FAULT,
      "reads",
      "reads that a disk failed under and that went on without it",
      "0",
      "the log of the node names the disk: mend it and restart the node"),
  NOT_ADMITTED(
      Kind.COUNTER,
      "blocks",
      "blocks that the policy of their path did not let in",
      "any; 0 without a policy that says so",
      "see the policies of the paths"),
  BLOCKS_EXPIRED(
      Kind.COUNTER,
      "blocks",
      "blocks dropped because their time to live was over",
      "any; 0 without a time to live",
      ""),
  PACKS_HERE("packs", "sample packs found in this JVM's own store"),
  PACKS_PEER("packs", "sample packs received from the storage node of another JVM"),
  PACKS_MADE(
      Kind.COUNTER,
      "packs",
      "sample packs made by this JVM",
      "one for each pack in the first epoch, 0 afterwards",
      "the packs may not fit: see PACKS_NOT_KEPT and BLOCKS_EVICTED"),
  PACKS_NOT_KEPT(
      Kind.TROUBLE,
      "packs",
      "of these, packs that no owner took",
      "0",
      "owners are full: raise fs.cache.memory.size, or make samples smaller"),
  PACKS_DROPPED(
      Kind.COUNTER,
      "packs",
      "sample packs dropped as an owner because blocks were missing or wrong",
      "0 while the data fits",
      "see BLOCKS_EVICTED and CHECKSUM_FAILURES"),
  PACK_MEMORY_BYTES("bytes", "bytes of sample packs opened in this JVM's own store"),
  PACK_PEER_BYTES("bytes", "bytes of sample packs received from other JVMs"),
  PACK_MADE_BYTES("bytes", "bytes of sample packs made by this JVM"),
  STORAGE_NODES(
      Kind.GAUGE,
      "nodes",
      "storage nodes that this node sees in its cluster, itself included; 0 out of a cluster",
      "the same on all nodes",
      "a node that sees fewer is cut off; its log says since when"),
  MEMORY_CAPACITY_BYTES(
      Kind.GAUGE,
      "bytes",
      "bytes of blocks that the memory of this JVM's own block store may hold",
      "fs.cache.memory.size",
      "raise -XX:MaxDirectMemorySize"),
  MEMORY_USED_BYTES(Kind.GAUGE, "bytes", "of these, bytes that are taken", "any", ""),
  MEMORY_BLOCKS(
      Kind.GAUGE, "blocks", "blocks in the memory of this JVM's own block store", "any", ""),
  DISK_CAPACITY_BYTES(
      Kind.GAUGE,
      "bytes",
      "bytes of blocks that the disk tier of this JVM's own block store may hold",
      "fs.cache.disk.size",
      "see DISK_FAILURES and DISK_FULL"),
  DISK_USED_BYTES(Kind.GAUGE, "bytes", "of these, bytes that are taken", "any", ""),
  DISK_BLOCKS(
      Kind.GAUGE, "blocks", "blocks in the disk tier of this JVM's own block store", "any", ""),
  OPEN_HANDLES(
      Kind.GAUGE,
      "handles",
      "handles on blocks that readers hold open, whose blocks cannot be evicted meanwhile",
      "few; 0 when nobody reads",
      "a number that only rises is a program that does not close its streams");

  /** What a value says. */
  public enum Kind {
    /** Only rises. */
    COUNTER,
    /** What there is now. */
    GAUGE,
    /** A counter that rises when something goes badly that the cache can do without. */
    TROUBLE,
    /** A counter that rises when something is broken. */
    FAULT
  }

  private static final String ANY = "any";
  private static final String PREFIX = "kindling_";

  private final Kind kind;
  private final String unit;
  private final String meaning;
  private final String normal;
  private final String remedy;

  Metric(String unit, String meaning) {
    this(Kind.COUNTER, unit, meaning, ANY, "");
  }

  Metric(Kind kind, String unit, String meaning, String normal, String remedy) {
    this.kind = kind;
    this.unit = unit;
    this.meaning = meaning;
    this.normal = normal;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  /** What one count stands for. */
  public String unit() {
    return unit;
  }

  /** What is counted, in words. */
  public String meaning() {
    return meaning;
  }

  /** What values are in order, in words. */
  public String normal() {
    return normal;
  }

  /** What to do when it is not {@link #normal}; empty where there is nothing to be done. */
  public String remedy() {
    return remedy;
  }

  /** Whether it should stay at 0 but for passing troubles. */
  public boolean isBad() {
    return kind == Kind.TROUBLE || kind == Kind.FAULT;
  }

  /** The name in Spark's metrics, such as {@code requested_bytes}. */
  public String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name for Prometheus, such as {@code kindling_requested_bytes_total}. */
  public String prometheusName() {
    return PREFIX + shortName() + (kind == Kind.GAUGE ? "" : "_total");
  }

  /** The name of the attribute in JMX, such as {@code RequestedBytes}. */
  public String attributeName() {
    StringBuilder text = new StringBuilder();
    for (String word : shortName().split("_", -1)) {
      text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return text.toString();
  }
}
