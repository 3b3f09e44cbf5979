package dev.baton.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * All kinds of {@link Traffic} at once, beside connections that wait all the time. Then nothing is
 * to be left of it: descriptors, platform threads, virtual threads.
 *
 * <p>Arguments: how many virtual threads for each kind, how many rounds of each, the seed, how many
 * seconds without a step are taken for a standstill, how many connections wait all the time; and
 * for how many seconds they go on at least, whatever the rounds. Exit code 0, and 1 with a line
 * that says why not.
 */
final class TrafficProgram {
    private final AtomicInteger steps = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final int patienceSeconds;
    private final int longWaits;

    private TrafficProgram(int patienceSeconds, int longWaits) {
        this.patienceSeconds = patienceSeconds;
        this.longWaits = longWaits;
    }

    public static void main(String[] args) throws Exception {
        int each = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        TrafficProgram program =
                new TrafficProgram(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        long seconds = Long.parseLong(args[5]);

        program.run(1, 1, seed, System.nanoTime()); // what is opened once is open now
        List<String> open = Holdings.openDescriptors();
        Set<String> platformThreads = platformThreads();
        program.run(each, rounds, seed, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));

        List<String> now = Holdings.openDescriptors();
        if (now.size() != open.size()) {
            end("open are " + now + ", and were " + open);
        }
        Set<String> more = platformThreads();
        more.removeAll(platformThreads);
        if (!more.isEmpty()) {
            end("new threads: " + more);
        }
        List<String> left = Holdings.liveVirtualThreads();
        if (!left.isEmpty()) {
            end("virtual threads are left: " + left);
        }
        System.out.println("seed " + seed + ": nothing is left of " + program.steps + " rounds");
    }

    private void run(int each, int rounds, long seed, long until) throws Exception {
        List<Traffic.Connection> waited = new ArrayList<>();
        AtomicInteger came = new AtomicInteger();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < longWaits; i++) {
            Traffic.Connection connection = Traffic.Connection.open();
            waited.add(connection);
            waiters.add(
                    start(
                            "long wait",
                            () -> came.addAndGet(connection.near().getInputStream().read())));
        }
        for (Traffic kind : Traffic.values()) {
            for (int i = 0; i < each; i++) {
                Random random = new Random(seed + kind.name().hashCode() + i);
                threads.add(
                        start(
                                kind.toString(),
                                () -> {
                                    for (int round = 0;
                                            round < rounds || System.nanoTime() - until < 0;
                                            round++) {
                                        kind.round(random);
                                        steps.incrementAndGet();
                                    }
                                }));
            }
        }
        awaitThreads();
        if (came.get() != 0) {
            end("a long wait ended early");
        }
        threads.addAll(waiters);
        for (Traffic.Connection connection : waited) {
            connection.far().getOutputStream().write(1);
        }
        awaitThreads();
        if (came.get() != longWaits) {
            end(came + " instead of " + longWaits + " long waits ended well");
        }
        for (Traffic.Connection connection : waited) {
            connection.close();
        }
    }

    @FunctionalInterface
    private interface Body {
        void run() throws Exception;
    }

    private static Thread start(String name, Body body) {
        return Thread.ofVirtual()
                .name(name)
                .start(() -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        e.printStackTrace();
                        end(Thread.currentThread().getName() + ": " + e);
                    }
                });
    }

    /** Waits for all, as long as there is a step now and then. */
    private void awaitThreads() throws InterruptedException {
        int seen = -1;
        int seconds = 0;
        for (Thread thread : threads) {
            while (!thread.join(Duration.ofSeconds(1))) {
                seconds = steps.get() == seen ? seconds + 1 : 0;
                seen = steps.get();
                if (seconds >= patienceSeconds) {
                    endStuck();
                }
            }
        }
        threads.clear();
    }

    private void endStuck() {
        List<Thread> stuck = threads.stream().filter(Thread::isAlive).toList();
        for (Thread thread : stuck) {
            System.err.println(thread);
            for (StackTraceElement frame : thread.getStackTrace()) {
                System.err.println("  " + frame);
            }
        }
        end("standstill: " + stuck.stream().map(Thread::getName).distinct().toList());
    }

    private static void end(String why) {
        System.out.println(why);
        Runtime.getRuntime().halt(1);
    }

    /** But Baton's own, which come when they are needed. */
    private static Set<String> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("baton-"))
                .collect(Collectors.toSet());
    }
}
