package dev.baton.bench.jmh;

import dev.baton.BlockingSite;
import dev.baton.sched.Scheduler;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The way into the kernel and back, and what of it is ours. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SyscallBenchmark {
    private final BlockingSite site = new BlockingSite();

    /** JMH makes it. */
    public SyscallBenchmark() {}

    /**
     * Entering and leaving, with nothing in between.
     *
     * @return for JMH
     */
    @Benchmark
    public boolean enterExit() {
        boolean entered = Scheduler.enterSyscall(Sysno.SYS_GETPPID, site);
        if (entered) {
            Scheduler.exitSyscall();
        }
        return entered;
    }

    /**
     * {@code getppid} without entering.
     *
     * @return for JMH
     */
    @Benchmark
    public long rawSyscall() {
        return Syscall.rawSyscall(Sysno.SYS_GETPPID, 0, 0, 0);
    }

    /**
     * The same by the way for calls that can't sleep.
     *
     * @return for JMH
     */
    @Benchmark
    public long rawSyscallShort() {
        return Syscall.rawSyscallShort(Sysno.SYS_GETPPID, 0, 0, 0);
    }

    /**
     * Entering, {@code getppid}, leaving.
     *
     * @return for JMH
     */
    @Benchmark
    public long syscall() {
        return Syscall.syscall(Sysno.SYS_GETPPID, 0, 0, 0);
    }
}
