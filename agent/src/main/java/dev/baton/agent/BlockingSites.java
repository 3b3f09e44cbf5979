package dev.baton.agent;

import dev.baton.BlockingSite;
import dev.baton.sched.ConfiguredLimits;
import java.util.Arrays;

/** The places of the JDK's code that make a blocking call, by the numbers written into it. */
final class BlockingSites {
    /** Replaced when one is added, before the code with its number can run. */
    private volatile BlockingSite[] sites = new BlockingSite[0];

    /**
     * Adds a place. Not by two threads at once.
     *
     * @param label what dumps call it
     * @return its number
     */
    int add(String label) {
        BlockingSite[] more = Arrays.copyOf(sites, sites.length + 1);
        more[sites.length] = new BlockingSite(label, ConfiguredLimits.get().ofSite(label));
        sites = more;
        return more.length - 1;
    }

    int size() {
        return sites.length;
    }

    BlockingSite get(int number) {
        return sites[number];
    }
}
