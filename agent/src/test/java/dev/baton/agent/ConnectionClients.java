package dev.baton.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The other program of {@link ConnectionsTest}: so many connections at a time, each of which leads
 * a {@link Life}, and when it has ended another takes its place. Knows nothing of Baton.
 *
 * <p>Arguments: where the server listens, as it says; the seed; how many connections at a time; how
 * long the longest pause of one is, in milliseconds; how many seconds without a step of one are
 * taken for its loss; how many virtual threads compute beside; the {@link Fault}. It answers {@link
 * Questions}, and {@code run LIVES SECONDS}, so many lives of each at least and for so long: how
 * many there were.
 */
final class ConnectionClients {
    private static final int LOOKS_A_SECOND = 10;

    private final Servers servers;
    private final long seed;
    private final int connections;
    private final int pauseMs;
    private final int patienceSeconds;
    private final Fault fault;

    private ConnectionClients(String[] args) {
        servers = Servers.parse(args[0]);
        seed = Long.parseLong(args[1]);
        connections = Integer.parseInt(args[2]);
        pauseMs = Integer.parseInt(args[3]);
        patienceSeconds = Integer.parseInt(args[4]);
        fault = Fault.valueOf(args[6]);
    }

    public static void main(String[] args) throws Exception {
        ConnectionClients clients = new ConnectionClients(args);
        Computing.start(Integer.parseInt(args[5]));
        Questions.answer(question -> {
            String[] words = question.split(" ", -1);
            return clients.run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        });
    }

    private String run(int lives, int seconds) throws InterruptedException {
        Tally tally = new Tally();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Slot> slots = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Slot slot = new Slot(i, seed, servers, pauseMs, tally);
            slots.add(slot);
            threads.add(
                    Failure.start(
                            slot,
                            () -> {
                                for (int n = 0; n < lives || System.nanoTime() - until < 0; n++) {
                                    slot.live(n);
                                    fault.afterALife();
                                }
                            }));
        }
        watch(slots, threads);
        return tally.take(life -> true);
    }

    /** Until all have ended. Who makes no step for long is lost: nothing here takes long. */
    private void watch(List<Slot> slots, List<Thread> threads) throws InterruptedException {
        long[] seen = new long[slots.size()];
        int[] quiet = new int[slots.size()];
        for (boolean live = true; live; ) {
            Thread.sleep(1_000 / LOOKS_A_SECOND);
            live = false;
            for (int i = 0; i < slots.size(); i++) {
                if (!threads.get(i).isAlive()) {
                    continue;
                }
                live = true;
                long steps = slots.get(i).steps();
                quiet[i] = steps == seen[i] ? quiet[i] + 1 : 0;
                seen[i] = steps;
                if (quiet[i] > patienceSeconds * LOOKS_A_SECOND) {
                    lost(slots.get(i), threads.get(i));
                }
            }
        }
    }

    /** The dump of all threads, to be looked at by a person, stays. */
    private static void lost(Slot slot, Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            System.err.println("  " + frame);
        }
        Path dump = Path.of(System.getProperty("java.io.tmpdir"), "lost-" + System.nanoTime());
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        } catch (IOException e) {
            System.err.println("no dump: " + e);
        }
        Failure.end("nothing goes on in " + slot + "; see " + dump);
    }
}
