package dev.baton.agent.observe;

import dev.baton.vthread.JdkCarriers;
import dev.baton.vthread.NativeThreadIds;
import java.util.List;
import java.util.Map;

/** What {@link CarrierWatch} asks of the outside: the JDK's carriers, and who is on them. */
interface Carriers {
    /** Those of this JVM. */
    Carriers OF_THE_JDK =
            new Carriers() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public List<Thread> all() {
                    return JdkCarriers.all();
                }

                @Override
                public WatchedCarrier watch(Thread carrier) {
                    int tid = NativeThreadIds.of(carrier);
                    return tid == 0 ? null : new WatchedCarrier(carrier, tid);
                }

                @Override
                public long waiting() {
                    return JdkCarriers.waiting();
                }

                @Override
                public Map<Thread, Thread> mounted() {
                    return JdkCarriers.mounted();
                }

                @Override
                public boolean isOn(Thread virtual, Thread carrier) {
                    return JdkCarriers.isOn(virtual, carrier);
                }

                @Override
                public StackTraceElement[] stack(Thread virtual) {
                    return virtual.getStackTrace();
                }
            };

    long nanoTime();

    /** Those that live. */
    List<Thread> all();

    /** Begins to watch one; null where it can't be. */
    WatchedCarrier watch(Thread carrier);

    /** How many virtual threads wait for one. */
    long waiting();

    /** Which virtual thread is on which. */
    Map<Thread, Thread> mounted();

    boolean isOn(Thread virtual, Thread carrier);

    StackTraceElement[] stack(Thread virtual);
}
