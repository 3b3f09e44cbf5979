package dev.baton.sched;

import dev.baton.linux.Libc;
import dev.baton.linux.RefusedCall;
import dev.baton.linux.SwitchAlarm;
import dev.baton.linux.TimerSlack;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A program to which a system call is refused: arguments are which, a FIFO, and maybe a twin. */
public final class RefusedCallProgram {
    /** Exit code where the kernel takes no filters. */
    public static final int NO_SECCOMP = 77;

    private static final int ROUNDS = 20;

    private RefusedCallProgram() {}

    /**
     * Runs it.
     *
     * @param args the name of a {@link RefusedCall}, a FIFO, and a twin's name or nothing
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        // A thread of the scheduler's that dies takes with it what it has: no need to wait for what
        // never comes then.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            System.out.println(thread.getName() + " died: " + e);
            Runtime.getRuntime().halt(1);
        });
        RefusedCall refused = RefusedCall.valueOf(args[0]);
        SwitchAlarm alarm = refused == RefusedCall.PERF_IOCTL ? openAlarm() : null;
        if (!refused.refuse()) {
            System.exit(NO_SECCOMP);
        }
        if (alarm != null) {
            System.out.println("told: " + (alarm.disable() || alarm.enable()));
        }
        Scheduler sched = Scheduler.start("refused", 1, 100, host(args));
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
        sched.close();
        System.out.println("done");
    }

    private static LinuxHost host(String[] args) {
        return args.length > 2 && args[2].equals("slack-throws")
                ? new ThrowsWhereTheSlackIsFixed()
                : new LinuxHost(StuckWatch.AUTO);
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

    /** The twin: what is only an improvement ends an M. */
    private static final class ThrowsWhereTheSlackIsFixed extends LinuxHost {
        ThrowsWhereTheSlackIsFixed() {
            super(StuckWatch.AUTO);
        }

        @Override
        void threadStarted(M m) {
            super.threadStarted(m);
            if (TimerSlack.refusal() != null) {
                throw new IllegalStateException(TimerSlack.refusal());
            }
        }
    }
}
