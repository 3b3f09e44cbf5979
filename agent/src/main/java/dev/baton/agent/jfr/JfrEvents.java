package dev.baton.agent.jfr;

import dev.baton.Baton;
import dev.baton.BatonStats;
import dev.baton.sched.SlowEvents;
import dev.baton.sched.view.SchedulerView;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/** Writes the events, from the moment on that there is a recorder. */
public final class JfrEvents extends SlowEvents implements FlightRecorderListener {
    private static final String SETTING = "baton.BlockedCall#atLeast";

    /** As the JDK's own events of files and sockets have it. */
    private static final long DEFAULT_AT_LEAST_NS = 20_000_000;

    private final Baton baton;

    /** How long a call is that is written: the least that a recording wants. */
    private volatile long atLeastNs = DEFAULT_AT_LEAST_NS;

    private JfrEvents(Baton baton) {
        this.baton = baton;
    }

    /**
     * Begins. By a thread of its own: it loads much.
     *
     * @param baton the process's
     */
    public static void start(Baton baton) {
        JfrEvents events = new JfrEvents(baton);
        FlightRecorder.register(BlockedCallEvent.class);
        FlightRecorder.register(HandOffEvent.class);
        FlightRecorder.register(ThreadLimitEvent.class);
        FlightRecorder.addPeriodicEvent(SchedulerEvent.class, events::writeScheduler);
        FlightRecorder.addListener(events);
        events.readSettings();
        baton.inspect().tell(events);
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        readSettings();
    }

    private void readSettings() {
        long least = Long.MAX_VALUE;
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            String text = recording.getSettings().get(SETTING);
            least = Math.min(least, text == null ? DEFAULT_AT_LEAST_NS : AtLeast.parse(text));
        }
        atLeastNs = least == Long.MAX_VALUE ? DEFAULT_AT_LEAST_NS : least;
    }

    @Override
    public void handedOff(String call, long inCallNs, long forPNs) {
        HandOffEvent handOff = new HandOffEvent();
        if (handOff.isEnabled()) {
            handOff.call = call;
            handOff.inCall = inCallNs;
            handOff.forP = forPNs;
            handOff.commit();
        }
        if (inCallNs >= atLeastNs) {
            BlockedCallEvent blocked = new BlockedCallEvent();
            if (blocked.isEnabled()) { // else the stack is walked in vain
                blocked.call = call;
                blocked.site = ProgramFrame.current();
                blocked.inCall = inCallNs;
                blocked.forP = forPNs;
                blocked.commit();
            }
        }
    }

    @Override
    public void waitedForThread(String call, long ns, int maxThreads) {
        ThreadLimitEvent event = new ThreadLimitEvent();
        event.call = call;
        event.waited = ns;
        event.maxThreads = maxThreads;
        event.commit();
    }

    /** By the recorder's thread. */
    private void writeScheduler() {
        SchedulerView view = baton.inspect().view();
        BatonStats stats = baton.stats();
        SchedulerEvent event = new SchedulerEvent();
        event.maxProcs = view.maxProcs();
        event.idlePs = view.idlePs();
        event.threads = view.threads();
        event.idleThreads = view.idleMs();
        event.mounted = view.mounted();
        event.queued = view.globalQueue() + view.queuedAtPs();
        event.virtualThreads = view.liveGs();
        event.inNetpoll = view.inNetpoll();
        event.blockingCalls = stats.syscalls();
        event.handOffs = stats.handoffs() + stats.retakes();
        event.commit();
    }
}
