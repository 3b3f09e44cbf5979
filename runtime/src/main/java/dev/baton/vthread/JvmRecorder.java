package dev.baton.vthread;

import jdk.internal.misc.Unsafe;

/**
 * The JVM's flight recorder, seen from outside: to ask {@code jdk.jfr} would load it, for a program
 * that may never record anything.
 */
public final class JvmRecorder {
    private static final Unsafe U = Unsafe.getUnsafe();

    private JvmRecorder() {}

    /**
     * Whether it was started: for a recording, by whichever way. It stays so when that ends.
     *
     * @return false where this JVM does not say
     */
    public static boolean isStarted() {
        long flag = JvmVariables.RECORDER;
        return flag != 0 && U.getByte(flag) != 0;
    }
}
