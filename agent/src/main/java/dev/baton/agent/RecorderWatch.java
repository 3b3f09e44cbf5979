package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.agent.jfr.JfrEvents;
import dev.baton.vthread.JvmRecorder;

/**
 * Looks whether the JVM's flight recorder was started, and has Baton's events written from then on.
 * Before that nothing of it is loaded, and all it costs is a look at a byte, once a second, by the
 * watcher.
 */
final class RecorderWatch implements Runnable {
    private static final String MODULE = "jdk.jfr";

    private final Baton baton;

    /** By the watcher alone. */
    private boolean started;

    private RecorderWatch(Baton baton) {
        this.baton = baton;
    }

    static void start(Baton baton) {
        if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
            baton.inspect().everySecond(new RecorderWatch(baton));
        }
    }

    @Override
    public void run() {
        if (!started && JvmRecorder.isStarted()) {
            started = true;
            Thread thread = new Thread(null, this::begin, "baton-jfr", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null); // not the program's, which may want it unloaded
            thread.start();
        }
    }

    private void begin() {
        try {
            JfrEvents.start(baton);
        } catch (RuntimeException | LinkageError e) {
            StandardError.println("baton: no events in the flight recorder: " + e);
        }
    }
}
