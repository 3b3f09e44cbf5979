package programs.cluster;

import java.util.Locale;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** What the accounts run on. */
enum Threads {
    /** Gs of Baton's: one for each message, which may block. */
    BATON,
    /** The same dispatcher on the JDK's scheduler: as many carriers as processors. */
    VIRTUAL,
    /** Pekko's default: a ForkJoinPool for all actors. */
    DEFAULT,
    /** Pekko's for what blocks: a pool of 16 threads. */
    BLOCKING_IO;

    DispatcherSelector selector() {
        return switch (this) {
            case BATON, VIRTUAL -> DispatcherSelector.fromConfig("blocking-on-baton");
            case DEFAULT -> DispatcherSelector.defaultDispatcher();
            case BLOCKING_IO -> DispatcherSelector.blocking();
        };
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads that.
     *
     * @throws IllegalArgumentException names what was wrong
     */
    static Threads parse(String text) {
        for (Threads threads : values()) {
            if (threads.toString().equals(text)) {
                return threads;
            }
        }
        throw new IllegalArgumentException(
                text + ": must be baton, virtual, default or blocking-io");
    }
}
