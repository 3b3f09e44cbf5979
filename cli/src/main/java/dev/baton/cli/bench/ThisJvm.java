package dev.baton.cli.bench;

import java.nio.file.Path;

/** The JVM that this runs on, to start another one of it. */
public final class ThisJvm {
    private ThisJvm() {}

    /** {@return the path of its {@code java}} */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
