package dev.baton.bench;

import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.util.function.IntConsumer;

/**
 * {@code rawsyscall} and {@code syscall.overhead}: what a system call costs that does next to
 * nothing, and what entering and leaving add to it.
 *
 * <p>The call is {@code getppid}, made by one G in a loop; on Go's side by {@code
 * syscall.RawSyscall} and {@code syscall.Syscall}, on Baton's by {@link Syscall#rawSyscall} and
 * {@link Syscall#syscall}. The JDK has neither.
 *
 * <ul>
 *   <li>{@code rawsyscall}: nanoseconds a raw call takes; the median of windows of {@value
 *       #CALLS_PER_WINDOW} calls. {@code rawsyscall.short} is {@link Syscall#rawSyscallShort}, the
 *       one for calls that can't sleep.
 *   <li>{@code syscall.overhead}: nanoseconds that {@code syscall} takes more than {@code
 *       rawSyscall}. Windows of both are measured in turns and each is compared with its neighbour,
 *       so that what slows the machine down for a while slows both; the figure is the median of the
 *       differences.
 * </ul>
 */
final class SyscallCost {
    static final int CALLS_PER_WINDOW = 2_000;

    private SyscallCost() {}

    static void raw(Run run) throws Exception {
        run.report("rawsyscall", median(run, SyscallCost::rawGetppid));
    }

    static void rawShort(Run run) throws Exception {
        run.report("rawsyscall.short", median(run, SyscallCost::rawShortGetppid));
    }

    private static double median(Run run, IntConsumer calls) throws Exception {
        return run.inG(() -> Statistics.median(run.windows(CALLS_PER_WINDOW, calls)));
    }

    static void overhead(Run run) throws Exception {
        double[] added =
                run.inG(() -> {
                    for (long end = run.warmupEnds(); Run.isBefore(end); ) {
                        difference();
                    }
                    Samples ns = new Samples();
                    long end = run.measurementEnds();
                    do {
                        ns.add(difference());
                    } while (Run.isBefore(end));
                    return ns.toArray();
                });
        run.report("syscall.overhead", Statistics.median(added));
    }

    private static double difference() {
        double raw = Run.window(CALLS_PER_WINDOW, SyscallCost::rawGetppid);
        return Run.window(CALLS_PER_WINDOW, SyscallCost::getppid) - raw;
    }

    private static void getppid(int n) {
        for (int i = 0; i < n; i++) {
            Syscall.syscall(Sysno.SYS_GETPPID, 0, 0, 0);
        }
    }

    private static void rawGetppid(int n) {
        for (int i = 0; i < n; i++) {
            Syscall.rawSyscall(Sysno.SYS_GETPPID, 0, 0, 0);
        }
    }

    private static void rawShortGetppid(int n) {
        for (int i = 0; i < n; i++) {
            Syscall.rawSyscallShort(Sysno.SYS_GETPPID, 0, 0, 0);
        }
    }
}
