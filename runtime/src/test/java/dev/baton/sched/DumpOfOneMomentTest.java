package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A dump on demand adds up; when that can't be had it comes all the same, and says so. */
class DumpOfOneMomentTest {
    private static final int GS = 20;
    private static final int DUMPS = 50;
    private static final Pattern QUEUED = Pattern.compile("(?:runq|queue)=(\\d+)");
    private static final Pattern RUNNABLE = Pattern.compile("(?m)^  G.* runnable$");

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void eachGThatCanRunIsInOneQueue() throws Exception {
        Scheduler sched = scheduler(new Unwatched());
        assertThat(dumpsThatDoNotAddUp(sched, Scheduler::dump)).isZero();
    }

    @Test
    void aTwinThatDoesNotStopTheWorldIsFound() throws Exception {
        Scheduler sched = scheduler(new Unwatched());
        assertThat(dumpsThatDoNotAddUp(sched, DumpOfOneMomentTest::torn)).isPositive();
    }

    /** What {@link Scheduler#dump} would be without, as long as it takes to write it. */
    private static String torn(Scheduler sched) {
        return Dump.of(sched);
    }

    /** Gs that yield all the time: each runs or is in a queue. */
    private int dumpsThatDoNotAddUp(Scheduler sched, Function<Scheduler, String> dump)
            throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger turns = new AtomicInteger();
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < GS; i++) {
            gs.add(
                    start(
                            sched,
                            () -> {
                                while (!over.get()) {
                                    turns.incrementAndGet();
                                    Thread.yield();
                                }
                            }));
        }
        int wrong = 0;
        for (int whole = 0; whole < DUMPS; ) {
            int enough = turns.get() + GS;
            while (turns.get() - enough < 0) {
                Thread.onSpinWait(); // they go on after each dump
            }
            String text = dump.apply(sched);
            if (!text.endsWith(Dump.TORN)) { // a busy machine does not stop in time
                whole++;
                wrong += addsUp(text) ? 0 : 1;
            }
        }
        over.set(true);
        for (Thread g : gs) {
            g.join();
        }
        return wrong;
    }

    private static boolean addsUp(String dump) {
        return RUNNABLE.matcher(dump).results().count() == GS && queued(dump) == GS;
    }

    private static int queued(String dump) {
        int sum = 0;
        Matcher queue = QUEUED.matcher(dump);
        while (queue.find()) {
            sum += Integer.parseInt(queue.group(1));
        }
        return sum;
    }

    @Test
    void whileTheLockCannotBeHadItIsTornAndSaysSo() throws Exception {
        Scheduler sched = scheduler();
        start(sched, () -> {}).join();

        sched.lock.lock();
        String dump = sched.dump();
        sched.lock.unlock();

        assertThat(dump).endsWith(Dump.TORN);
        assertThat(sched.dump()).doesNotContain(Dump.TORN);
    }

    @Test
    void aStopThatIsGivenUpLeavesAllAsItWas() throws Exception {
        Scheduler sched = scheduler();
        CountDownLatch computing = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        Thread g =
                start(
                        sched,
                        () -> {
                            computing.countDown();
                            while (!over.get()) {
                                Thread.onSpinWait();
                            }
                        });
        computing.await();
        AtomicInteger stops = new AtomicInteger();

        assertThat(sched.world.whileStopped(stops::incrementAndGet, 0)).isFalse();
        assertThat(stops).hasValue(0);
        assertThat(sched.world.isStopping()).isFalse();

        start(sched, () -> {}).join(); // on the other P
        over.set(true);
        g.join();
        assertThat(sched.world.whileStopped(stops::incrementAndGet, Long.MAX_VALUE / 2)).isTrue();
    }

    @Test
    void aGGetsOneOfOneMomentToo() throws Exception {
        Scheduler sched = scheduler();
        List<String> dumps = new ArrayList<>();
        start(sched, () -> dumps.add(sched.dump())).join();

        assertThat(dumps).singleElement().asString().doesNotContain(Dump.TORN).contains("running");
    }

    private Scheduler scheduler() {
        return scheduler(new LinuxHost(StuckWatch.AUTO));
    }

    private Scheduler scheduler(LinuxHost host) {
        Scheduler sched = Scheduler.start("dumped", 2, 10_000, host);
        watchdog.watch(sched::dump, sched::close);
        return sched;
    }

    private static Thread start(Scheduler sched, Runnable task) {
        Thread thread = sched.newThread(null, 0, task);
        thread.start();
        return thread;
    }

    /**
     * No sysmon takes a P from an M that waits for a CPU. Such an M would run on while the world is
     * stopped, and its G get into a queue that has been written down already.
     */
    private static final class Unwatched extends LinuxHost {
        Unwatched() {
            super(StuckWatch.PROC);
        }

        @Override
        void startSysmon(Scheduler sched) {}
    }
}
