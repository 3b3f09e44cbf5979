package dev.baton.bench;

import java.util.List;
import java.util.Set;

/**
 * One program that all sides run, each in a process of its own.
 *
 * @param id what it is called on the command line
 * @param procs Ps of Baton, carriers of the stock scheduler, GOMAXPROCS
 * @param peers who takes part
 * @param batonFlags flags of the JVM on Baton's side, beside those that all have
 * @param subject the work of the Java sides; Go's is found by the id
 * @param figures what comes out, the main one first
 */
public record Experiment(
        String id,
        int procs,
        Set<Peer> peers,
        List<String> batonFlags,
        Subject subject,
        List<Figure> figures) {
    /** Copies the collections. */
    public Experiment {
        peers = Set.copyOf(peers);
        batonFlags = List.copyOf(batonFlags);
        figures = List.copyOf(figures);
    }

    /** What its id begins with. */
    String group() {
        return id.substring(0, id.indexOf('.'));
    }

    /**
     * Whether a name on the command line means this: the id, or the beginning of it up to a dot.
     *
     * @param name for example {@code mixed} or {@code mixed.sleep}
     * @return true for both, if this is {@code mixed.sleep}
     */
    public boolean isMeantBy(String name) {
        return id.equals(name) || id.startsWith(name + ".");
    }
}
