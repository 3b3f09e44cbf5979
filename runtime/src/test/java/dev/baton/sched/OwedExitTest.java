package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import dev.baton.vthread.VirtualThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A G that could not leave its section for want of stack. {@code StackOverflowTest} brings that
 * about; here it is only said, so that each way out of it can be taken.
 */
class OwedExitTest {
    private final BlockingSite site = new BlockingSite("a call");
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Scheduler sched;
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void start() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        sched = Scheduler.start("owed", 1, 100, StuckWatch.PROC);
    }

    @AfterEach
    void end() {
        sched.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void theNextEntryLeavesFirst() throws Exception {
        inG(() -> {
            owe();
            assertThat(Scheduler.enterSyscall(-1, site)).isTrue();
            assertThat(own().owesExit).isFalse();
            Scheduler.exitSyscall();
            assertThat(own().lpStatus()).isEqualTo(G.RUNNING);
        });
    }

    @Test
    void aGThatParksGoesOnOutside() throws Exception {
        inG(() -> {
            owe();
            LockSupport.parkNanos(1);
            assertThat(own().lpStatus()).isEqualTo(G.RUNNING);
            assertThat(own().owesExit).isFalse();
        });
    }

    @Test
    void anExitByHandSettlesIt() throws Exception {
        inG(() -> {
            owe();
            Scheduler.exitSyscall();
            Scheduler.enterSyscallBlock(-1);
            LockSupport.parkNanos(1);
            assertThat(own().lpStatus())
                    .as("in the section that it parked in")
                    .isEqualTo(G.SYSCALL);
            Scheduler.exitSyscall();
        });
    }

    @Test
    void aGThatEndsLikeThatIsNotBlamed() throws Exception {
        inG(this::owe);
        assertThat(uncaught).isEmpty();
    }

    private void owe() {
        Scheduler.enterSyscall(-1, site);
        own().owesExit = true;
    }

    private static G own() {
        return ((MThread) VirtualThreads.currentCarrier()).m.curg;
    }

    private void inG(Runnable body) throws InterruptedException, ExecutionException {
        FutureTask<Void> task = new FutureTask<>(body, null);
        Thread t = sched.newThread(null, 0, task);
        t.start();
        task.get();
        t.join();
    }
}
