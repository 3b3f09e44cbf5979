package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Watchdog;
import dev.baton.linux.Libc;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What does not unmount on the JDK's scheduler does not bring a virtual thread to another thread of
 * the OS: a mutex of pthreads that it took before a call is its own afterwards. The twin is a call
 * of Baton's own, which brings it where the P is.
 */
class SameThreadTest {
    private static final int A_CALL_OF_THE_PROGRAM = -1;
    private static final int GETPPID = 110;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void aCallOfTheProgramComesBackWhereItWasThoughTheOnlyPIsTaken() throws Exception {
        assertThat(comesBackWhereItWas(A_CALL_OF_THE_PROGRAM)).isTrue();
    }

    @Test
    void aCallOfBatonsOwnComesBackWhereThePIs() throws Exception {
        assertThat(comesBackWhereItWas(GETPPID)).isFalse();
    }

    /** One G comes out of a call while another has the only P. */
    private boolean comesBackWhereItWas(int trap) throws Exception {
        Scheduler sched = Scheduler.start("same-thread", 1, 100, StuckWatch.AUTO);
        watchdog.watch(sched::dump, sched::close);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        FutureTask<Boolean> caller =
                new FutureTask<>(() -> {
                    int before = Libc.gettid();
                    Scheduler.enterSyscallBlock(trap);
                    inside.countDown();
                    while (taken.getCount() > 0) {
                        Libc.nanosleep(1_000); // in the kernel, and not parked
                    }
                    Scheduler.exitSyscall();
                    return Libc.gettid() == before;
                });
        FutureTask<Void> other =
                new FutureTask<>(() -> {
                    taken.countDown();
                    while (sched.runq.isEmpty()) {
                        Thread.onSpinWait(); // until the first waits for the P
                    }
                    return null;
                });
        sched.newThread("caller", 0, caller).start();
        inside.await();
        sched.newThread("other", 0, other).start();
        other.get();
        return caller.get();
    }
}
