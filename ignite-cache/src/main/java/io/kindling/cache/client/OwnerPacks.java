package io.kindling.cache.client;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.pack.SourceCheck;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link Packs} kept by the owners of their sources. */
final class OwnerPacks implements Packs {

  private final ReadPlanner planner;
  private final PackRooms rooms = new PackRooms();

  OwnerPacks(ReadPlanner planner) {
    this.planner = planner;
  }

  @Override
  public Pack open(PackKey key, PackMaker maker, String user) throws IOException {
    PackBlocks blocks = PackBlocks.of(key, planner.layout());
    return new PackOpening(planner, rooms, key, blocks, maker, user).open();
  }

  @Override
  public @Nullable PackSize find(PackKey key, SourceCheck rights, String user) throws IOException {
    PackBlocks blocks = PackBlocks.of(key, planner.layout());
    return new PackSearch(planner, rooms, key, blocks, rights, user).find();
  }
}
