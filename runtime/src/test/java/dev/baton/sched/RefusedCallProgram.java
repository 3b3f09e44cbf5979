package dev.baton.sched;

import dev.baton.linux.Libc;
import dev.baton.linux.RefusedCall;
import dev.baton.linux.SwitchAlarm;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program to which system calls are refused: arguments are which, a FIFO, and anything for a twin
 * that throws where the first is.
 */
public final class RefusedCallProgram {
    /** Exit code where the kernel takes no filters. */
    public static final int NO_SECCOMP = 77;

    private static final int ROUNDS = 20;

    private RefusedCallProgram() {}

    /**
     * Runs it.
     *
     * @param args names of {@link RefusedCall} with commas between, a FIFO, and anything for the
     *     twin
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        String[] names = args[0].split(",", -1);
        RefusedCall refused = RefusedCall.valueOf(names[0]);
        SwitchAlarm alarm = refused == RefusedCall.PERF_IOCTL ? openAlarm() : null;
        for (String name : names) {
            if (!RefusedCall.valueOf(name).refuse()) {
                System.exit(NO_SECCOMP);
            }
        }
        if (alarm != null) {
            System.out.println("told: " + (alarm.disable() || alarm.enable()));
        }
        LinuxHost host =
                args.length > 2 ? new ThrowsWhereRefused(refused) : new LinuxHost(StuckWatch.AUTO);
        Scheduler sched = Scheduler.start("refused", 1, 100, host);
        System.out.println("watch: " + sched.stuckWatch());
        for (int round = 0; round < ROUNDS; round++) {
            List<Thread> gs = new ArrayList<>();
            gs.add(sched.newThread(null, 0, () -> LockSupport.parkNanos(100_000)));
            // Announced to nobody: whoever writes needs the P that the reader sleeps with.
            gs.add(sched.newThread(null, 0, () -> read(args[1])));
            gs.add(sched.newThread(null, 0, () -> write(args[1])));
            for (Thread g : gs) {
                g.start();
            }
            for (Thread g : gs) {
                g.join();
            }
        }
        restAlarms(sched, host);
        sched.close();
        System.out.println("done");
    }

    /** As sysmon does with one that was not caught for a second, and then is. */
    private static void restAlarms(Scheduler sched, LinuxHost host) {
        sched.lock.lock();
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            host.unwatch(m);
            host.watch(m);
        }
        sched.lock.unlock();
    }

    private static SwitchAlarm openAlarm() {
        try {
            return SwitchAlarm.open(Libc.gettid(), null);
        } catch (IOException e) {
            return null; // refused already
        }
    }

    private static void read(String fifo) {
        try (FileInputStream in = new FileInputStream(fifo)) {
            in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(String fifo) {
        try (FileOutputStream out = new FileOutputStream(fifo)) {
            out.write(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The twin: what is only an improvement throws on the way of an M, or of sysmon. */
    private static final class ThrowsWhereRefused extends LinuxHost {
        private final RefusedCall call;

        ThrowsWhereRefused(RefusedCall call) {
            super(StuckWatch.AUTO);
            this.call = call;
        }

        @Override
        void threadStarted(M m) {
            super.threadStarted(m);
            if (!call.isMadeBySysmon()) {
                throwIfRefused();
            }
        }

        /** By sysmon, in each look at an M that is busy. */
        @Override
        long cpuNanos(M m) {
            if (call.isMadeBySysmon()) {
                throwIfRefused();
            }
            return super.cpuNanos(m);
        }

        private void throwIfRefused() {
            String refusal = call.refusal();
            if (refusal != null) {
                throw new IllegalStateException(refusal);
            }
        }
    }
}
