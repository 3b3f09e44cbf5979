package dev.baton.cli.server;

/**
 * What a server has to run on. The JVM and Go find out by themselves, as in a container.
 *
 * @see QuotaGroup
 */
enum Place {
    ONE("1", 1, 0),
    TWO("2", 2, 0),
    QUOTA_50("quota50", 0, 50),
    QUOTA_100("quota100", 0, 100),
    QUOTA_150("quota150", 0, 150);

    private final String id;
    private final int cpus;
    private final int quotaPercent;

    Place(String id, int cpus, int quotaPercent) {
        this.id = id;
        this.cpus = cpus;
        this.quotaPercent = quotaPercent;
    }

    String id() {
        return id;
    }

    /** On so many it is pinned; 0 for all that there are. */
    int cpus() {
        return cpus;
    }

    /** So much of one CPU's time it has at most; 0 for no limit. */
    int quotaPercent() {
        return quotaPercent;
    }

    /** For a reader. */
    String what() {
        return quotaPercent > 0
                ? "quota of " + quotaPercent / 100.0 + " CPUs"
                : cpus == 1 ? "1 CPU" : cpus + " CPUs";
    }
}
