package dev.baton.bench;

import java.util.List;

/**
 * A program that knows nothing of Baton: the sides differ in that one has the agent. The last line
 * that it prints is {@code {"values":{"":[12.5],"p99":[17]}}}: the experiment's own figure and
 * those whose ids have a dot and more behind that.
 *
 * @param kind how it is measured
 * @param module the directory it is in, under Baton's sources; a real program's under {@code
 *     examples/real}
 * @param mainClass what to start
 * @param args its first arguments
 */
public record Unmodified(Kind kind, String module, String mainClass, List<String> args)
        implements Subject {
    /** Copies the list. */
    public Unmodified {
        args = List.copyOf(args);
    }

    /** How a program is measured. */
    public enum Kind {
        /** It does one small thing over and over. */
        RATE,
        /**
         * It has as many CPUs as Ps, and is measured from its first second on until it is warm,
         * beside a heartbeat; then its threads are looked at.
         */
        REAL,
        /** It has as many CPUs as Ps, and is started again and again, from the JVM to its end. */
        BRIEF
    }
}
