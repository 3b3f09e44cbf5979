package dev.baton.pekko;

import dev.baton.Baton;
import dev.baton.UnsupportedJdkException;
import dev.baton.settings.OnOff;
import java.util.concurrent.ThreadFactory;

/** Baton on the class path. Where it is not there this class can't be linked. */
final class Embedded {
    private Embedded() {}

    /** Threads of the process's instance; the others where there can be none, or is to be none. */
    static ThreadFactory threadsOr(ThreadFactory others) {
        try {
            return isOff() ? others : Baton.defaultInstance().threadFactory();
        } catch (UnsupportedJdkException e) {
            System.getLogger(BatonExecutorConfigurator.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0}; actors run on the JDK''s virtual threads",
                            e.getMessage());
            return others;
        }
    }

    /** Off wherever one of them says so, as for the agent. */
    private static boolean isOff() {
        String variable = System.getenv("BATON_ENABLED");
        return !OnOff.ofProperty("baton.enabled", true)
                || (variable != null && !OnOff.of(variable));
    }
}
