package dev.baton.linux;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out by trying whether the kernel tells us about switches. */
final class SwitchTrial {
    /** Why it doesn't, in one line; null when it does. */
    static final String REFUSAL = tryIt();

    private static final long NAP_NS = 1_000;

    private SwitchTrial() {}

    private static String tryIt() {
        String tooOld = refusalOfKernel(System.getProperty("os.version"));
        if (tooOld != null) {
            return tooOld;
        }
        try (SwitchWatch watch = SwitchWatch.open(Libc.gettid())) {
            // A sandbox may accept the call and do nothing. Of a nap the kernel must tell.
            Libc.nanosleep(NAP_NS);
            return watch.switchOuts() > 0
                    ? null
                    : "perf events can be opened here, but no switch of a thread is told";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Before 4.17 the kernel didn't say whether a thread went to sleep or was preempted. */
    static String refusalOfKernel(String release) {
        Matcher version = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*").matcher(release);
        if (!version.matches()) {
            return null;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major > 4 || (major == 4 && minor >= 17)
                ? null
                : "perf events of Linux " + release + " don't say who went to sleep; 4.17 does";
    }
}
