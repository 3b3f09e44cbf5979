package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The status word of a {@link P}, over which its M, sysmon and a stop of the world contend. Apart
 * from the P so that it can be proved by itself; a super class and no field, so that it costs no
 * indirection.
 */
class PStatus {
    static final int IDLE = 0;
    static final int RUNNING = 1;
    static final int SYSCALL = 2;
    static final int GCSTOP = 3;
    static final int DEAD = 4;

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(PStatus.class, "status", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int status = IDLE;

    /** An acquire; pairs with {@link #soStatus} of the M that entered a system call. */
    int laStatus() {
        return (int) STATUS.getAcquire(this);
    }

    /** The owner's write; what the M did with the P before is seen by whoever takes it. */
    void soStatus(int s) {
        STATUS.setRelease(this, s);
    }

    /** Takes the P out of a status that others may want to take it out of, too. */
    boolean casStatus(int from, int to) {
        return STATUS.compareAndSet(this, from, to);
    }
}
