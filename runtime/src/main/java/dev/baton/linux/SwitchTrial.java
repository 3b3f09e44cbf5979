package dev.baton.linux;

import java.io.IOException;

/** Finds out by trying whether the kernel tells us about switches. */
final class SwitchTrial {
    /** Why it doesn't, in one line; null when it does. */
    static final String REFUSAL = tryIt();

    /** The first nap. Where a CPU is long in coming it may be over before the thread can sleep. */
    private static final long NAP_NS = 1_000;

    /** The last one, each of which is ten times as long as the one before. */
    private static final long LAST_NAP_NS = 1_000_000;

    private SwitchTrial() {}

    private static String tryIt() {
        String tooOld = refusalOfKernel(System.getProperty("os.version"));
        if (tooOld != null) {
            return tooOld;
        }
        try (SwitchWatch watch = SwitchWatch.open(Libc.gettid())) {
            // A sandbox may accept the call and do nothing. Of a nap the kernel must tell.
            for (long nap = NAP_NS; nap <= LAST_NAP_NS; nap *= 10) {
                Libc.nanosleep(nap);
                if (watch.switchOuts() > 0) {
                    return null;
                }
            }
            return "perf events can be opened here, but no switch of a thread is told";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Before 4.17 the kernel didn't say whether a thread went to sleep or was preempted. */
    static String refusalOfKernel(String release) {
        int dot = release.indexOf('.');
        int major = number(release, 0);
        int minor = number(release, dot + 1);
        if (dot < 0 || major < 0 || minor < 0) {
            return null;
        }
        return major > 4 || (major == 4 && minor >= 17)
                ? null
                : "perf events of Linux " + release + " don't say who went to sleep; 4.17 does";
    }

    /** The digits from there on, four at most; -1, none. By hand: it is asked at each start. */
    private static int number(String text, int from) {
        int number = -1;
        for (int i = from; i < text.length() && i < from + 4; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) {
                break;
            }
            number = Math.max(number, 0) * 10 + digit;
        }
        return number;
    }
}
