package dev.baton.agent.observe;

import dev.baton.vthread.NativeThreadIds;

/** Watches the JDK's scheduler, from the beginning on. Any thread may ask it. */
public final class Observer {
    private final CarrierWatch watch = new CarrierWatch(Carriers.OF_THE_JDK);

    /** Does not look yet. */
    public Observer() {}

    /**
     * Why it can't be done on this JVM.
     *
     * @return half a sentence, or null when it can
     */
    public static String whyNot() {
        return NativeThreadIds.areKnown()
                ? null
                : "this JVM does not say which threads of the OS its carriers are";
    }

    /**
     * What is done again and again.
     *
     * @return one look
     */
    public Runnable look() {
        return watch;
    }

    /**
     * The pause between two looks.
     *
     * @return milliseconds
     */
    public int everyMs() {
        return CarrierWatch.LOOK_MS;
    }

    /**
     * What was seen so far, for a person.
     *
     * @return lines
     */
    public String text() {
        return watch.observed().text();
    }

    /**
     * The same for a program.
     *
     * @return an object of JSON
     */
    public String json() {
        return watch.observed().json();
    }
}
