package dev.baton.bench;

import dev.baton.Baton;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the virtual threads of one Java side come from. */
public final class Side implements AutoCloseable {
    /** How many instances of Baton there were: each has its own name, and so have its threads. */
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Peer peer;
    private final int procs;
    private final String name;
    private final Optional<Baton> baton;
    private final ThreadFactory factory;

    private Side(Peer peer, int procs, String name, Optional<Baton> baton, ThreadFactory factory) {
        this.peer = peer;
        this.procs = procs;
        this.name = name;
        this.baton = baton;
        this.factory = factory;
    }

    /**
     * Makes a side ready.
     *
     * @param peer {@link Peer#BATON} or {@link Peer#STOCK}
     * @param procs how many virtual threads run at a time; on the stock side that is set by {@code
     *     -Djdk.virtualThreadScheduler.parallelism} when the JVM starts
     * @return the side; to be closed
     * @throws IllegalArgumentException for {@link Peer#GO}, which is no Java side
     */
    public static Side open(Peer peer, int procs) {
        return switch (peer) {
            case BATON -> {
                String name = "bench" + COUNT.incrementAndGet();
                Baton baton = Baton.builder().maxProcs(procs).name(name).build();
                yield new Side(peer, procs, name, Optional.of(baton), baton.threadFactory());
            }
            case STOCK ->
                    new Side(peer, procs, "stock", Optional.empty(), Thread.ofVirtual().factory());
            case GO -> throw new IllegalArgumentException("go is not a side of Java's");
        };
    }

    /**
     * Whose side it is.
     *
     * @return not {@link Peer#GO}
     */
    public Peer peer() {
        return peer;
    }

    /**
     * How many virtual threads run at a time.
     *
     * @return at least 1
     */
    public int procs() {
        return procs;
    }

    /** The name of Baton's thread that watches: {@code sysmon} of Baton's side. */
    String sysmonThread() {
        return "baton-" + name + "-sysmon";
    }

    /**
     * The instance on Baton's side.
     *
     * @return empty on the stock side
     */
    public Optional<Baton> baton() {
        return baton;
    }

    /**
     * Starts a G.
     *
     * @param task what it runs
     * @return its thread
     */
    public Thread start(Runnable task) {
        Thread t = factory.newThread(task);
        t.start();
        return t;
    }

    /** On Baton's side waits until all Gs have ended, and ends its threads. */
    @Override
    public void close() {
        baton.ifPresent(Baton::close);
    }
}
