package dev.baton.sched;

/**
 * A rule of the scheduler's own was broken: a bug of Baton's. Thrown in the thread that found it,
 * after the state of all Gs, Ms and Ps has been printed. With {@code -Dbaton.fatal=halt} (as in our
 * tests) the process ends there, with exit code 134.
 */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1L;
    private static final int EXIT_CODE = 134;
    private static final boolean HALT = "halt".equals(System.getProperty("baton.fatal"));

    private InvariantViolation(String message) {
        super(message);
    }

    static InvariantViolation report(Scheduler sched, String what) {
        InvariantViolation v = new InvariantViolation(what);
        if (sched.host.isReal()) {
            System.err.println("baton: broken invariant: " + what);
            v.printStackTrace();
            System.err.println(Dump.of(sched));
            if (HALT) {
                System.err.flush();
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
        return v;
    }
}
