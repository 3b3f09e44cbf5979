package dev.baton.vthread;

import dev.baton.linux.LoadedLibrary;
import dev.baton.linux.LoadedLibrary.Variable;
import java.io.IOException;

/**
 * Variables of the JVM's for which it has no call, by their addresses: 0, each, where this JVM does
 * not say where it is. Those of JDK 25; looked for once, all of them, which takes milliseconds.
 */
final class JvmVariables {
    static final String LIBRARY = "/libjvm.so";

    static final Variable VIRTUAL_THREADS_ARE_TOLD =
            new Variable("_ZN27JvmtiVTMSTransitionDisabler25_VTMS_notify_jvmti_eventsE", 1);

    private static final Variable MOUNTS_ARE_TOLD =
            new Variable("_ZN11JvmtiExport26_should_post_vthread_mountE", 1);

    private static final Variable SUSPENDED =
            new Variable("_ZN16JvmtiVTSuspender8_SR_modeE", Integer.BYTES);

    private static final Variable RECORDS = new Variable("FlightRecorder", 1);

    /** A byte: whether the JVM's flight recorder was started; the flag of that name. */
    static final long RECORDER;

    /**
     * A byte: whether JVM TI is told when virtual threads come and go. It is once there is a tool.
     */
    static final long TELLS;

    /** A byte: whether a tool wants to be told of each mount. */
    static final long TELLS_MOUNTS;

    /** An int, the mode of {@code JvmtiVTSuspender}: which virtual threads are suspended. */
    static final long SUSPENSION;

    /** Why nothing is known, if not for want of such variables; or null. */
    static final Exception REFUSAL;

    static {
        long[] addresses = new long[4];
        Exception refusal = null;
        try {
            addresses =
                    LoadedLibrary.addresses(
                            LIBRARY, VIRTUAL_THREADS_ARE_TOLD, MOUNTS_ARE_TOLD, SUSPENDED, RECORDS);
        } catch (IOException | RuntimeException e) {
            refusal = e;
        }
        TELLS = addresses[0];
        TELLS_MOUNTS = addresses[1];
        SUSPENSION = addresses[2];
        RECORDER = addresses[3];
        REFUSAL = refusal;
    }

    private JvmVariables() {}
}
