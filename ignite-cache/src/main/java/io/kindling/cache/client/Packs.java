package io.kindling.cache.client;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.pack.SourceCheck;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The sample packs of a cache. Safe for any number of threads.
 *
 * <p>A fault of the cache never fails a call: the pack is made then, for this caller alone. What
 * the maker throws is passed on as it is, to the caller whose maker it is and to nobody else.
 */
public interface Packs {

  /**
   * Opens a pack: out of this JVM's own store, else from its owner, else by making it, once in the
   * cluster while all others who ask for it wait. A pack that the owner does not keep, because its
   * path's policy says so or there is no room, is made for each who asks.
   *
   * @param maker how this reader makes the pack, with its own credentials; called by this thread
   * @param user who reads, as the under store knows the reader; must be allowed to read all sources
   * @return the pack, to be closed by the caller
   * @throws IOException what the maker threw
   * @throws IllegalArgumentException when a pack of the key's shape does not fit into a group of
   *     blocks, or its index into a block
   */
  Pack open(PackKey key, PackMaker maker, String user) throws IOException;

  /**
   * Looks whether somebody holds a pack, wholly and undamaged. Makes none, and waits for one that
   * is being made. Nothing of the content is told, so no right is needed where this JVM itself is
   * the owner; of another owner's pack it is read as by {@link #open}.
   *
   * @param rights how this reader proves them, with its own credentials; called by this thread
   * @return null when nobody has it
   * @throws IOException when the owner cannot be asked, or what {@code rights} threw
   */
  @Nullable PackSize find(PackKey key, SourceCheck rights, String user) throws IOException;
}
