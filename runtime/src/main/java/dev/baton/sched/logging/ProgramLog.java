package dev.baton.sched.logging;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The {@link System.Logger} of a program that has brought a {@link System.LoggerFinder}: Log4j's or
 * SLF4J's, say. Without one the JDK would log by {@code java.util.logging}, which is not asked:
 * standard error is where that writes, and to set it up is the program's to begin.
 */
public final class ProgramLog {
    /** What the program's configuration knows Baton by. */
    private static final String NAME = "dev.baton";

    private ProgramLog() {}

    /**
     * Looks for one. Reads files, and runs code of the program's.
     *
     * @return what logs a warning; null where the program has none
     */
    public static Consumer<String> find() {
        // By type: the JDK makes the one that it will ask.
        ServiceLoader<System.LoggerFinder> finders =
                ServiceLoader.load(System.LoggerFinder.class, ClassLoader.getSystemClassLoader());
        if (finders.stream().findFirst().isEmpty()) {
            return null;
        }
        Logger logger = System.getLogger(NAME);
        return warning -> logger.log(Level.WARNING, warning);
    }
}
