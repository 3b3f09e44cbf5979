package dev.baton.sched;

import jdk.internal.misc.CarrierThread;

/** Broken: knows the JDK's insides, which only the seam may. */
public final class SchedulerThatTouchesTheJdk {
    private SchedulerThatTouchesTheJdk() {}

    public static boolean isCarrier(Thread thread) {
        return thread instanceof CarrierThread;
    }
}
