package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final int WORDS = 128;

    /** Runs what changes its thread of the OS on one that ends afterwards. */
    private static void onAThreadOfItsOwn(Runnable test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(test, null);
        Thread.ofPlatform().start(task);
        task.get();
    }

    @Test
    void aThreadYieldsAndIsOnACpuThatItMayRunOn() {
        assertThat(Scheduling.schedYield()).isZero();
        int[] cpu = {-1, -1};
        assertThat(Scheduling.getcpu(cpu)).isZero();
        long[] cpus = new long[WORDS];
        assertThat(Scheduling.schedGetaffinity(0, cpus)).isPositive();
        assertThat(cpus[cpu[0] / 64] >>> cpu[0] % 64 & 1).isOne();
        assertThat(cpu[1]).as("the node").isNotNegative();
        assertThat(Scheduling.schedGetaffinity(NOBODY, cpus)).isEqualTo(Errno.ESRCH.result());
        assertThat(Scheduling.schedGetaffinity(0, new long[0])).isEqualTo(Errno.EINVAL.result());
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_GETCPU, Errno.EFAULT)
                        .fails(Sysno.SYS_SCHED_YIELD, Errno.EPERM)) {
            assertThat(Scheduling.getcpu(cpu)).isEqualTo(Errno.EFAULT.result());
            assertThat(Scheduling.schedYield()).isEqualTo(Errno.EPERM.result());
            assertThat(kernel.calls()).isEqualTo(2);
        }
    }

    @Test
    void aThreadIsBoundToOneCpu() throws Exception {
        onAThreadOfItsOwn(() -> {
            int[] cpu = new int[2];
            assertThat(Scheduling.getcpu(cpu)).isZero();
            long[] one = new long[WORDS];
            one[cpu[0] / 64] = 1L << cpu[0] % 64;
            assertThat(Scheduling.schedSetaffinity(0, one)).isZero();
            long[] cpus = new long[WORDS];
            assertThat(Scheduling.schedGetaffinity(0, cpus)).isPositive();
            assertThat(cpus).isEqualTo(one);
        });
        assertThat(Scheduling.schedSetaffinity(0, new long[WORDS]))
                .isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void policiesHavePriorities() {
        assertThat(Scheduling.schedGetPriorityMax(Scheduling.SCHED_FIFO)).isEqualTo(99);
        assertThat(Scheduling.schedGetPriorityMin(Scheduling.SCHED_FIFO)).isOne();
        assertThat(Scheduling.schedGetPriorityMax(Scheduling.SCHED_OTHER)).isZero();
        assertThat(Scheduling.schedGetPriorityMax(99)).isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.schedGetPriorityMin(99)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aThreadBecomesOneThatComputes() throws Exception {
        onAThreadOfItsOwn(() -> {
            assertThat(Scheduling.schedSetscheduler(0, Scheduling.SCHED_BATCH, 0)).isZero();
            assertThat(Scheduling.schedGetscheduler(0)).isEqualTo(Scheduling.SCHED_BATCH);
            assertThat(Scheduling.schedSetparam(0, 0)).isZero();
            assertThat(Scheduling.schedGetparam(0)).isZero();
            assertThat(Scheduling.schedRrGetInterval(0)).isNotNegative();
        });
        assertThat(Scheduling.schedSetscheduler(0, Scheduling.SCHED_BATCH, 1))
                .isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.schedSetparam(0, 1)).isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.schedGetscheduler(NOBODY)).isEqualTo(Errno.ESRCH.result());
        assertThat(Scheduling.schedGetparam(NOBODY)).isEqualTo(Errno.ESRCH.result());
        assertThat(Scheduling.schedRrGetInterval(NOBODY)).isEqualTo(Errno.ESRCH.result());
    }

    @Test
    void allOfAThreadsSchedulingIsChangedAtOnce() throws Exception {
        onAThreadOfItsOwn(() -> {
            SchedAttr batch =
                    new SchedAttr(
                            Scheduling.SCHED_BATCH,
                            Scheduling.SCHED_FLAG_RESET_ON_FORK,
                            7,
                            0,
                            0,
                            0,
                            0);
            assertThat(Scheduling.schedSetattr(0, batch)).isZero();
            SchedAttr[] attr = new SchedAttr[1];
            assertThat(Scheduling.schedGetattr(0, attr)).isZero();
            assertThat(attr[0].policy()).isEqualTo(Scheduling.SCHED_BATCH);
            assertThat(attr[0].flags()).isEqualTo(Scheduling.SCHED_FLAG_RESET_ON_FORK);
            assertThat(attr[0].nice()).isEqualTo(7);
            assertThat(Scheduling.nice(Scheduling.getpriority(Scheduling.PRIO_PROCESS, 0)))
                    .isEqualTo(7);
        });
        assertThat(Scheduling.schedGetattr(NOBODY, new SchedAttr[1]))
                .isEqualTo(Errno.ESRCH.result());
        assertThat(Scheduling.schedSetattr(0, new SchedAttr(99, 0, 0, 0, 0, 0, 0)))
                .isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aThreadIsNicer() throws Exception {
        onAThreadOfItsOwn(() -> {
            assertThat(Scheduling.setpriority(Scheduling.PRIO_PROCESS, 0, 19)).isZero();
            assertThat(Scheduling.getpriority(Scheduling.PRIO_PROCESS, Syscall.gettid())).isOne();
            assertThat(niceOfThisThread()).isEqualTo("19");
        });
        assertThat(Scheduling.getpriority(99, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.setpriority(99, 0, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.nice(40)).isEqualTo(-20);
    }

    /** Field 19 of proc_pid_stat(5), counted behind the name. */
    private static String niceOfThisThread() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aThreadsIoComesLast() throws Exception {
        int last = Scheduling.ioprio(Scheduling.IOPRIO_CLASS_BE, 7);
        onAThreadOfItsOwn(() -> {
            assertThat(Scheduling.ioprioSet(Scheduling.IOPRIO_WHO_PROCESS, 0, last)).isZero();
            assertThat(Scheduling.ioprioGet(Scheduling.IOPRIO_WHO_PROCESS, 0)).isEqualTo(last);
        });
        assertThat(Scheduling.ioprioSet(Scheduling.IOPRIO_WHO_PROCESS, 0, -1))
                .isEqualTo(Errno.EINVAL.result());
        assertThat(Scheduling.ioprioGet(99, 0)).isEqualTo(Errno.EINVAL.result());
    }
}
