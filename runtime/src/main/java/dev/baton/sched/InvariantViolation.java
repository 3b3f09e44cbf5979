package dev.baton.sched;

/**
 * A rule of the scheduler's own was broken: a bug of Baton's. Thrown in the thread that found it,
 * after the state of all Gs, Ms and Ps has been printed. With {@code -Dbaton.fatal=halt} (as in our
 * tests) the process ends there, with exit code 134. It does so in any case where a thread of
 * Baton's own would die of it: what that has in hand, others would wait for in vain.
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
            print(sched, v);
            if (ACTION.equals("halt")) {
                end();
            }
        }
        return v;
    }

    /**
     * The scheduler's own code threw, in the midst of what it does: prints the state, and ends the
     * process.
     *
     * @param where on which M, say
     * @param e what it threw; one of this class has been printed
     * @return what to throw where it goes on, which only a simulation does
     */
    static InvariantViolation died(Scheduler sched, Object where, Throwable e) {
        InvariantViolation v =
                e instanceof InvariantViolation known
                        ? known
                        : new InvariantViolation(where + " threw " + e);
        if (sched.host.isReal()) {
            try {
                if (v != e) {
                    v.initCause(e);
                    print(sched, v);
                }
            } finally {
                end();
            }
        }
        return v;
    }

    private static void print(Scheduler sched, InvariantViolation v) {
        System.err.println("baton: broken invariant: " + v.getMessage());
        v.printStackTrace();
        System.err.println(Dump.of(sched));
        System.err.flush();
    }

    private static void end() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
