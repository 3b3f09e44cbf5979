package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.linux.ThreadStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which threads end that nobody needs, and what those hold that stay. */
class SpareThreadsTest {
    private static final int BURST = 20;
    private static final int DEPTH = 2_000;
    private static final Duration SOON = Duration.ofMillis(20);

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void soManyStayAsWasSaidAndTheOthersEnd() throws Exception {
        Baton keeps = with(BURST, SOON);
        Baton ends = with(0, SOON);

        burst(keeps);
        burst(ends);
        Await.until(() -> ends.stats().threadsLive() <= 1);

        assertThat(ends.stats().threadsEnded()).isGreaterThanOrEqualTo(BURST - 1);
        assertThat(keeps.stats().threadsEnded()).isZero();
    }

    /** So a wrong delay would show: they would never end here. */
    @Test
    void theyEndNoSoonerThanWasSaid() throws Exception {
        Baton late = with(0, Duration.ofHours(1));
        Baton soon = with(0, SOON);

        burst(late);
        burst(soon);
        Await.until(() -> soon.stats().threadsLive() <= 1);

        assertThat(late.stats().threadsEnded()).isZero();
    }

    /** Beside one whose threads have not been idle for long enough, and hold what they held. */
    @Test
    void oneThatStaysGivesBackWhatItsStackHeld() throws Exception {
        Baton soon = with(2 * BURST, SOON);
        Baton late = with(2 * BURST, Duration.ofHours(1));
        Queue<Long> ofSoon = burst(soon);
        Queue<Long> ofLate = burst(late);

        Await.until(() -> 2 * residentKiB(ofSoon) < residentKiB(ofLate));

        assertThat(soon.stats().threadsEnded()).isZero();
        burst(soon); // and they can be used again, as deep
    }

    @Test
    void whatCantBeIsRefused() {
        BatonBuilder builder = Baton.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.spareThreads(-1))
                .withMessage("spareThreads=-1: must be at least 0");
        for (Duration wrong :
                List.of(
                        Duration.ZERO,
                        Duration.ofNanos(999_999),
                        Duration.ofMillis(-1),
                        Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.spareThreadDelay(wrong))
                    .withMessage(
                            "spareThreadDelay="
                                    + wrong
                                    + ": must be from a millisecond to 24 hours");
        }
    }

    private Baton with(int spares, Duration delay) {
        return watchdog.watch(
                Baton.builder().maxProcs(1).spareThreads(spares).spareThreadDelay(delay).build());
    }

    /**
     * So many block at once, each deep in its stack.
     *
     * @return where the stacks of the threads are that they had
     */
    private static Queue<Long> burst(Baton baton) throws InterruptedException {
        Queue<Long> stacks = new ConcurrentLinkedQueue<>();
        CountDownLatch blocked = new CountDownLatch(BURST);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            threads.add(
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                stacks.add(ThreadStack.current());
                                blocked.countDown();
                                while (blocked.getCount() > 0) {
                                    Posix.nanosleep(SOON); // it is not to leave its M
                                }
                                return descend(DEPTH);
                            })));
        }
        for (Thread t : threads) {
            t.join();
        }
        return stacks;
    }

    private static int descend(int n) {
        return n == 0 ? 0 : 1 + descend(n - 1);
    }

    /** How much is in memory of the mappings that these addresses are in. */
    private static long residentKiB(Iterable<Long> addresses) {
        long sum = 0;
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        boolean counts = false;
        for (String line : lines) {
            String head = line.substring(0, line.indexOf(' '));
            int dash = head.indexOf('-');
            if (dash > 0) {
                long from = Long.parseUnsignedLong(head.substring(0, dash), 16);
                long to = Long.parseUnsignedLong(head.substring(dash + 1), 16);
                counts = false;
                for (long address : addresses) {
                    counts |= address >= from && address < to;
                }
            } else if (counts && head.equals("Rss:")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }
}
