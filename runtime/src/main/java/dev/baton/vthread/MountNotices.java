package dev.baton.vthread;

import jdk.internal.misc.Unsafe;
import jdk.internal.misc.VM;

/**
 * What the JVM does at each mount and unmount of a virtual thread for the sake of JVM TI.
 *
 * <p>It does so from the moment that any agent asks for JVM TI, and any {@code -javaagent} does,
 * whether that is interested in virtual threads or not ({@code JvmtiExport::get_jvmti_interface});
 * and it costs a call into the JVM and a lock-free protocol each time, of two threads that unpark
 * each other some 40 % of what they get done. The JVM can begin with it at any time: for an agent
 * that comes later it does ({@code JvmtiEnvBase::enable_virtual_threads_notify_jvmti}). So before
 * there is a first virtual thread, and when nobody else is there who may want it, it is switched
 * off again, as if nobody had come yet. There is no call for that, but the variable.
 */
public final class MountNotices {
    /** With the value {@code keep} they stay as they are. */
    private static final String PROPERTY = "baton.mountNotices";

    private MountNotices() {}

    /**
     * Whether this JVM says where they are switched: one with a symbol table in its file, up to JDK
     * 25. Takes milliseconds.
     *
     * @return false where {@link #switchOff} does nothing
     */
    public static boolean isKnown() {
        return JvmVariables.TELLS != 0;
    }

    /**
     * Switches them off where nobody needs them. Before the first virtual thread of the process.
     *
     * @return what was done, or why not, in a few words
     */
    public static String switchOff() {
        if ("keep".equals(System.getProperty(PROPERTY))) {
            return "kept";
        }
        if (VirtualThreads.defaultScheduler().getPoolSize() > 0) {
            return "kept: virtual threads of the JDK's own run already";
        }
        for (String argument : VM.getRuntimeArguments()) {
            if (argument.startsWith("-agentlib:")
                    || argument.startsWith("-agentpath:")
                    || argument.startsWith("-Xrun")) {
                return "kept for " + argument;
            }
        }
        long address = JvmVariables.TELLS;
        if (address == 0) {
            return "kept: "
                    + (JvmVariables.REFUSAL == null
                            ? "this JVM does not say where they are switched"
                            : JvmVariables.REFUSAL);
        }
        Unsafe u = Unsafe.getUnsafe();
        if (u.getByte(address) != 1) {
            return "off";
        }
        u.putByteVolatile(null, address, (byte) 0);
        return "switched off";
    }
}
