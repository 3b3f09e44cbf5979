package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Posix;
import dev.baton.Watchdog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The interrupt of a G gives the M under it a permit to pass {@code park}. It must not stay there:
 * another G that parks on this M, held by a native frame, would come back by itself.
 */
class StrayPermitTest {
    private static final int ROUNDS = 20;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** What a G does when it is interrupted. */
    enum Interrupted {
        ASLEEP {
            @Override
            void run() {
                try {
                    Thread.sleep(Integer.MAX_VALUE);
                } catch (InterruptedException e) {
                    // as it should
                }
            }
        },
        RUNNING {
            @Override
            void run() {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
        },
        RUNNING_AND_PARKS_THEN {
            @Override
            void run() {
                RUNNING.run();
                LockSupport.park(); // comes back
            }
        },
        /** Afterwards nothing tells of it: the M has to have been idle. */
        RUNNING_AND_CLEARS_IT {
            @Override
            void run() {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
            }
        };

        abstract void run();
    }

    @ParameterizedTest
    @EnumSource
    void theNextThatParksOnTheMStaysParked(Interrupted what) throws Exception {
        check(what, new LinuxHost(StuckWatch.AUTO));
    }

    @Test
    void theTwinThatLeavesThePermitThereIsFound() {
        LinuxHost twin =
                new LinuxHost(StuckWatch.AUTO) {
                    @Override
                    void takePermit() {}
                };
        assertThatThrownBy(() -> check(Interrupted.ASLEEP, twin))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("came back by itself");
    }

    private void check(Interrupted what, LinuxHost host) throws InterruptedException {
        Scheduler sched = Scheduler.start("permits", 1, 10, host);
        watchdog.watch(sched::dump, sched::close);
        AtomicInteger byItself = new AtomicInteger();
        for (int i = 0; i < ROUNDS; i++) {
            CountDownLatch runs = new CountDownLatch(1);
            Thread interrupted =
                    sched.newThread(
                            null,
                            0,
                            () -> {
                                runs.countDown();
                                what.run();
                            });
            interrupted.start();
            runs.await();
            while (what == Interrupted.ASLEEP
                    && interrupted.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            interrupted.interrupt();
            interrupted.join();
            while (what == Interrupted.RUNNING_AND_CLEARS_IT
                    && sched.ms.idle() < sched.ms.count()) {
                Thread.onSpinWait();
            }

            CountDownLatch unparked = new CountDownLatch(1);
            Thread parks =
                    sched.newThread(
                            null,
                            0,
                            () ->
                                    Posix.qsort(
                                            new int[] {2, 1},
                                            (a, b) -> {
                                                LockSupport.park();
                                                if (unparked.getCount() > 0) {
                                                    byItself.incrementAndGet();
                                                }
                                                return Integer.compare(a, b);
                                            }));
            parks.start();
            while (parks.isAlive() && parks.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            unparked.countDown();
            LockSupport.unpark(parks);
            parks.join();
        }
        assertThat(byItself).as("how many came back by itself").hasValue(0);
    }
}
