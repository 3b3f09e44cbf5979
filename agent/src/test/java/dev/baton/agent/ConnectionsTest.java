package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.baton.agent.ConnectionsRun.Shape;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections at a time that come, talk, time out, and are closed by either side and by
 * interrupt, between two programs that know nothing of Baton. Every byte that comes back is the one
 * that was sent, both sides count the same, none is lost, and nothing is left behind.
 */
@Tag("stress") // all of it, until what it waits for on a busy machine is known
class ConnectionsTest {
    private static final Shape HUNDREDS = new Shape(200, 3, 60, 1);

    /** What is to fail may be given up early. */
    private static final Shape IMPATIENT = new Shape(200, 2, 5, 0);

    /** Ms that may stay, beside one for each P and for each virtual thread that computes. */
    private static final int SPARE_CARRIERS = 8;

    @TempDir private Path dir;

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("ConnectionsTest: seed " + seed);
        return seed;
    }

    private static List<String> onBaton(int procs) {
        return List.of(JavaRun.agent("strict,dump-on-quit,procs=" + procs));
    }

    /** What the clients saw of so many lives at each place, after both sides said the same. */
    private static String talk(ConnectionsRun run, int lives, int seconds) throws Exception {
        String counts = run.clients().ask("run " + lives + " " + seconds);
        assertThat(counts).as(run.errors()).startsWith("TALKS=");
        String served = run.server().ask("tally");
        assertThat(counts).as(run.errors()).startsWith(served + " ");
        return counts;
    }

    private static String whatHappensOnTheJdk(long seed) throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(List.of(), seed, HUNDREDS, Fault.NONE, Fault.NONE)) {
            return talk(run, 2, 0);
        }
    }

    /** Nothing is left of it, neither in /proc nor in Baton's network. */
    private static String whatHappensOnBaton(
            int procs, long seed, Shape shape, int lives, int seconds) throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(onBaton(procs), seed, shape, Fault.NONE, Fault.NONE)) {
            talk(run, 1, 0); // what is made once is there now
            assertThat(run.clients().ask("hold")).isEqualTo("held");
            assertThat(run.server().ask("hold")).isEqualTo("held");
            int listening = run.server().registered();

            String counts = talk(run, lives, seconds);

            String left = "left " + (procs + shape.computing() + SPARE_CARRIERS);
            assertThat(run.clients().ask(left)).isEqualTo("nothing is left");
            assertThat(run.server().ask(left)).isEqualTo("nothing is left");
            assertThat(run.clients().registered()).isZero();
            assertThat(run.server().registered()).isEqualTo(listening);
            return counts;
        }
    }

    @Test
    void theAnswersAreTheSameOnTheJdkAndOnOneTwoAndFourPs() throws Exception {
        long seed = seed();
        String expected = whatHappensOnTheJdk(seed);

        for (int procs : List.of(1, 2, 4)) {
            assertThat(whatHappensOnBaton(procs, seed, HUNDREDS, 2, 0))
                    .as("%d Ps", procs)
                    .isEqualTo(expected);
        }
    }

    /** Fewer than 10,000 where {@code ulimit -n} is lower. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void tenThousandComeAndGoForTenMinutesBesideLoad() throws Exception {
        int most = (int) Math.min(10_000, maxOpenFiles() - 2_000);
        Shape shape = new Shape(most, 2_000, 120, 2);

        String counts =
                whatHappensOnBaton(
                        Integer.getInteger("baton.connections.procs", 2),
                        seed(),
                        shape,
                        1,
                        Integer.getInteger("baton.connections.seconds", 600));

        System.out.println(most + " connections at a time: " + counts);
    }

    private static long maxOpenFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
    }

    // What a check that sees nothing would let pass.

    @Test
    void oneByteInAMillionThatChangesIsFound() throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(
                        onBaton(2), seed(), HUNDREDS, Fault.CHANGES_A_BYTE, Fault.NONE)) {
            assertThat(run.clients().ask("run 5 0"))
                    .startsWith("failed: ")
                    .endsWith("is not what was sent");
        }
    }

    @Test
    void oneByteInAMillionThatIsLostIsFound() throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(onBaton(2), seed(), IMPATIENT, Fault.LOSES_A_BYTE, Fault.NONE)) {
            assertThat(run.clients().ask("run 5 0")).startsWith("failed: ");
        }
    }

    @Test
    void aConnectionThatOneSideForgetsIsFound() throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(onBaton(2), seed(), HUNDREDS, Fault.MISCOUNTS, Fault.NONE)) {
            String counts = run.clients().ask("run 2 0");

            assertThat(counts).startsWith("TALKS=");
            assertThat(counts).doesNotStartWith(run.server().ask("tally"));
        }
    }

    @Test
    void whatIsLeftBehindIsFound() throws Exception {
        try (ConnectionsRun run =
                new ConnectionsRun(onBaton(2), seed(), HUNDREDS, Fault.NONE, Fault.KEEPS)) {
            run.clients().ask("run 1 0");
            run.clients().ask("hold");

            run.clients().ask("run 5 0");

            assertThat(run.clients().ask("left " + 100))
                    .contains("descriptors [", "virtual threads [", "threads ", "mappings ")
                    .contains("heap ");
            assertThat(run.clients().registered()).isPositive();
        }
    }

    /** A close of which Baton's network is not told leaves who waits for it waiting. */
    @Test
    void aWaitThatACloseDoesNotEndIsFound() throws Exception {
        List<String> flags = new ArrayList<>();
        flags.add(AgentJar.flag(dir, TrafficTest.ForgetsToStop.class) + "=sun.nio.ch.Poller");
        flags.addAll(onBaton(2));
        try (ConnectionsRun run =
                new ConnectionsRun(flags, seed(), IMPATIENT, Fault.NONE, Fault.NONE)) {
            assertThat(run.clients().ask("run 2 0")).startsWith("failed: ");
        }
    }
}
