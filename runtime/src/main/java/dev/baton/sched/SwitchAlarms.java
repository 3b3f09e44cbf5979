package dev.baton.sched;

import dev.baton.linux.Libc;
import dev.baton.linux.SwitchAlarm;
import dev.baton.linux.SwitchPoller;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kernel tells: alarms of perf events on Ms that were caught in an unannounced call, and the
 * note of sysmon that they wake. What an alarm costs is said at {@link SwitchAlarm}: next to
 * nothing to arm, something at every switch of the thread while it is open. So an M gets one when
 * it is first caught, and not before.
 */
final class SwitchAlarms extends Host.Note {
    /** Alarms of all schedulers. */
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final SwitchPoller poller;
    private final SwitchAlarm[] ringing = new SwitchAlarm[16];
    private int count;

    private SwitchAlarms(SwitchPoller poller) {
        this.poller = poller;
    }

    static SwitchAlarms open() throws IOException {
        return new SwitchAlarms(new SwitchPoller());
    }

    /** Has done once what {@link #watch} does, on the calling thread. */
    void prepare() {
        try {
            SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), this);
            try {
                poller.add(alarm);
            } finally {
                alarm.close();
            }
        } catch (IOException e) {
            // as there
        }
    }

    @Override
    boolean sleep(long timeoutNs) {
        count = poller.await(timeoutNs, ringing);
        return poller.wasWokenUp();
    }

    @Override
    void wakeup() {
        poller.wakeup();
    }

    /** The next M that went to sleep while it was armed, or null. */
    M next() {
        if (count == 0) {
            return null;
        }
        SwitchAlarm alarm = ringing[--count];
        ringing[count] = null;
        return (M) alarm.attachment();
    }

    /**
     * Puts an alarm on an M, if there is none; without one it is looked at as before.
     *
     * @param most alarms that there may be
     */
    void watch(M m, int most) {
        if (m.alarm instanceof PerfAlarm a) {
            a.wake();
        } else if (OPEN.incrementAndGet() > most || !open(m)) {
            OPEN.decrementAndGet();
        }
    }

    /** False when there are no descriptors left, or no locked memory. */
    private boolean open(M m) {
        SwitchAlarm alarm;
        try {
            alarm = SwitchAlarm.open(m.tid, m);
        } catch (IOException e) {
            return false;
        }
        try {
            poller.add(alarm);
        } catch (IOException e) {
            alarm.close();
            return false;
        }
        m.alarm = new PerfAlarm(alarm);
        return true;
    }

    void unwatch(M m) {
        if (m.alarm instanceof PerfAlarm a) {
            a.rest();
        }
    }

    /** By the M, when its thread ends. */
    static void close(M m) {
        if (m.alarm instanceof PerfAlarm a) {
            a.alarm.close();
            OPEN.decrementAndGet();
        }
    }

    @Override
    void close() {
        poller.close();
    }

    private static final class PerfAlarm extends Host.Alarm {
        private final SwitchAlarm alarm;

        /** By sysmon. The M arms it all the same, and will be heard when it is awake again. */
        private boolean resting;

        PerfAlarm(SwitchAlarm alarm) {
            this.alarm = alarm;
        }

        void rest() {
            resting = alarm.disable();
        }

        void wake() {
            alarm.refresh();
            if (resting) {
                resting = !alarm.enable();
            }
        }

        @Override
        void arm() {
            alarm.arm();
        }

        @Override
        void disarm() {
            alarm.disarm();
        }

        @Override
        boolean isArmed() {
            return alarm.isArmed();
        }
    }
}
