package dev.baton.agent;

/** The end of a program of the tests' that has seen what is not to be. */
final class Failure {
    private Failure() {}

    /** Something that may throw anything. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Says why on standard output, and ends the process with exit code 1. */
    static void end(String why) {
        System.out.println("failed: " + why);
        Runtime.getRuntime().halt(1);
    }

    /** The same, with a stack on standard error. */
    static void end(Object who, Throwable e) {
        e.printStackTrace();
        end(who + ": " + e);
    }

    /** Starts a virtual thread whose failure ends the process. */
    static Thread start(Object who, Body body) {
        return Thread.ofVirtual()
                .name(who.toString())
                .start(() -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        end(who, e);
                    }
                });
    }
}
