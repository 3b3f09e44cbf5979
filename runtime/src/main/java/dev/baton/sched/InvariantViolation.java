package dev.baton.sched;

/**
 * A rule of the scheduler's own was broken: a bug of Baton's. Thrown in the thread that found it,
 * after the state of all Gs, Ms and Ps has been printed. With {@code -Dbaton.fatal=halt} (as in our
 * tests) the process ends there, with exit code 134.
 */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1L;
    private static final int EXIT_CODE = 134;
    private static final String ACTION = System.getProperty("baton.fatal", "throw");

    private InvariantViolation(String message) {
        super(message);
    }

    /**
     * Looks at {@code -Dbaton.fatal}, long before it is needed.
     *
     * @throws IllegalArgumentException for a value that is not {@code throw}, the default, or
     *     {@code halt}
     */
    public static void checkProperty() {
        if (!ACTION.equals("throw") && !ACTION.equals("halt")) {
            throw new IllegalArgumentException(
                    "-Dbaton.fatal=" + ACTION + ": must be throw or halt");
        }
    }

    static InvariantViolation report(Scheduler sched, String what) {
        InvariantViolation v = new InvariantViolation(what);
        if (sched.host.isReal()) {
            System.err.println("baton: broken invariant: " + what);
            v.printStackTrace();
            System.err.println(Dump.of(sched));
            if (ACTION.equals("halt")) {
                System.err.flush();
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
        return v;
    }
}
