package dev.baton.sched;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayDeque;

/**
 * What happened last, for a person to read: kept only in the second run of a seed that failed. A
 * number stands for all that happened, so that two runs of a seed can be seen to be the same.
 */
final class SimTrace {
    private static final int KEPT = 250;

    private final boolean on;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private long fingerprint;

    SimTrace(boolean on) {
        this.on = on;
    }

    void step(SimThread t, long now) {
        fingerprint = fingerprint * 31 + now + t.name.hashCode();
        if (on) {
            add(t, now, StackWalker.getInstance().walk(s -> where(s.iterator())));
        }
    }

    /** Something worth a line of its own. */
    void say(SimThread t, long now, Object what) {
        if (on) {
            add(t, now, "-- " + what);
        }
    }

    private void add(SimThread t, long now, String what) {
        if (last.size() == KEPT) {
            last.poll();
        }
        last.add(String.format("%,14d %-14s %s", now, t, what));
    }

    /** The line of the scheduler's that took the step, and its callers within it. */
    private static String where(java.util.Iterator<StackFrame> frames) {
        StringBuilder out = new StringBuilder();
        int shown = 0;
        while (frames.hasNext() && shown < 3) {
            StackFrame f = frames.next();
            String c = f.getClassName();
            String simple = c.substring(c.lastIndexOf('.') + 1);
            if (simple.startsWith("SimTrace") || simple.startsWith("SimHost")) {
                continue;
            }
            if (!c.startsWith("dev.baton")) {
                continue;
            }
            out.append(shown == 0 ? "" : " < ").append(simple).append('.');
            out.append(f.getMethodName()).append(':').append(f.getLineNumber());
            shown++;
        }
        return out.toString();
    }

    long fingerprint() {
        return fingerprint;
    }

    String text() {
        return String.join("\n", last);
    }
}
