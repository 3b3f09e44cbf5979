package dev.baton.agent;

import dev.baton.UnsupportedJdkException;
import dev.baton.agent.control.ControlDoor;
import dev.baton.agent.control.ControlRequests;
import dev.baton.agent.live.DumpRequest;
import dev.baton.agent.live.HealthRequest;
import dev.baton.agent.live.StackRequest;
import dev.baton.agent.live.TopRequest;
import dev.baton.agent.observe.ObserveRequest;
import dev.baton.agent.observe.Observer;
import dev.baton.sched.InvariantViolation;
import dev.baton.sched.StuckWatch;
import dev.baton.settings.SettingNames;
import dev.baton.vthread.JdkAccess;
import dev.baton.vthread.MountNotices;
import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Takes over a program, before its {@code main}. A service of its module, for that is the one way
 * to call into it from outside.
 */
public final class Agent implements BiConsumer<String, Instrumentation> {
    /** Exit code: the options make no sense. */
    static final int EX_USAGE = 2;

    /** Exit code, as {@code sysexits.h} has it: Baton can't work here. */
    static final int EX_UNAVAILABLE = 69;

    /** For {@link java.util.ServiceLoader}. */
    public Agent() {}

    /**
     * Makes the program's virtual threads Gs. When that can't be, the program runs as it would
     * without Baton, unless it is asked for strictly; nothing in between.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     */
    @Override
    public void accept(String options, Instrumentation instrumentation) {
        Settings settings;
        TraceSettings trace;
        try {
            settings = settings(options, false);
            trace = TraceSettings.of(options);
        } catch (IllegalArgumentException e) {
            StandardError.println("baton: " + e.getMessage());
            System.exit(EX_USAGE);
            return;
        }
        if (JavaBase.hasBridge()) {
            StandardError.println("baton: the agent is there twice; its first options count");
            return;
        }
        try {
            begin(settings, trace, instrumentation);
        } catch (UnsupportedJdkException e) {
            refuse(settings, e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            refuse(settings, "could not take over: " + e);
        }
    }

    /**
     * Reads all that can be set, and complains of names that can't.
     *
     * @param isLate whether the program runs already
     * @throws IllegalArgumentException names what is wrong
     */
    static Settings settings(String options, boolean isLate) {
        Settings settings = Settings.of(options, isLate);
        StuckWatch.fromProperty();
        InvariantViolation.checkProperty();
        for (String complaint :
                SettingNames.firstComplaints(
                        System.getProperties().stringPropertyNames(), System.getenv().keySet())) {
            StandardError.println("baton: " + complaint);
        }
        return settings;
    }

    /** Takes over; or only watches, where that was asked for. */
    static void begin(Settings settings, TraceSettings trace, Instrumentation instrumentation) {
        JavaBase.open(instrumentation);
        JdkAccess.require();
        if (settings.observe() == Settings.Observe.NO) {
            takeOver(settings, trace, instrumentation, false);
        } else {
            observe(settings);
        }
    }

    /**
     * All virtual threads that are started from now on are Gs.
     *
     * @param isFirstUse whether somebody else changes the class that makes them
     */
    static void takeOver(
            Settings settings,
            TraceSettings trace,
            Instrumentation instrumentation,
            boolean isFirstUse) {
        JavaBase.defineBridge(instrumentation); // before Takeover is verified, which needs it
        ProcessBaton baton =
                isFirstUse
                        ? Takeover.startAtFirstUse(settings, trace, instrumentation)
                        : Takeover.start(settings, trace, instrumentation);
        ControlDoor.open(new RequestsOfBaton(baton), OwnModule.version(), "scheduler");
        if (settings.dumpOnQuit()) {
            DumpOnQuit.start(baton::dump);
        }
        if (settings.stats()) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> StandardError.println(baton.stats()), "baton-stats"));
        }
    }

    /** What may be asked of it, made when somebody asks: most programs are never asked. */
    private record RequestsOfBaton(ProcessBaton baton) implements Supplier<ControlRequests> {
        @Override
        public ControlRequests get() {
            ControlRequests requests = new ControlRequests();
            requests.add(new StatsRequest(baton)).add(new DumpRequest(baton));
            requests.add(new TopRequest(baton)).add(new StackRequest(baton));
            requests.add(new TraceRequest(baton::instance));
            requests.add(new HealthRequest(() -> baton.instance() != null));
            return requests;
        }
    }

    /** Nothing is taken over. */
    private static void observe(Settings settings) {
        String whyNot = Observer.whyNot();
        if (whyNot != null) {
            refuse(settings, whyNot);
            return;
        }
        // That the JVM tells of mounts is the agent's cost, not the watch's.
        MountNotices.switchOff();
        Observer observer = new Observer();
        DaemonLoop.start("baton-observe", observer.everyMs(), observer.look());
        ControlRequests requests = new ControlRequests().add(new ObserveRequest(observer));
        requests.add(new HealthRequest(() -> true)); // the JDK's, which may be stalled as well
        ControlDoor.open(() -> requests, OwnModule.version(), "observe");
        boolean json = settings.observe() == Settings.Observe.JSON;
        Supplier<String> seen = () -> json ? observer.json() : observer.text().stripTrailing();
        DumpOnQuit.start(seen);
        Thread last = new Thread(() -> StandardError.println(seen.get()), "baton-observed");
        Runtime.getRuntime().addShutdownHook(last);
    }

    private static void refuse(Settings settings, String why) {
        if (settings.strict()) {
            StandardError.println("baton: " + why);
            System.exit(EX_UNAVAILABLE);
        }
        StandardError.println("baton: " + why + "; the program runs without Baton");
    }
}
