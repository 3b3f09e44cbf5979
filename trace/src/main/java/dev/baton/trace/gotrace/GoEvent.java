package dev.baton.trace.gotrace;

/**
 * The events of Go's trace format 1.11, as {@code internal/trace/parser.go} of Go 1.19 reads them,
 * as far as they are written here. Each but the first four begins with the ticks since the one
 * before it in its batch.
 */
public enum GoEvent {
    /** P, ticks. */
    BATCH(1, "Batch"),
    /** Ticks in a second. */
    FREQUENCY(2, "Frequency"),
    /** Id, number of frames, then for each: PC, function, file, line. */
    STACK(3, "Stack"),
    /** Id, length, bytes. */
    STRING(37, "String"),
    /** How many Ps, stack. */
    GOMAXPROCS(4, "Gomaxprocs"),
    /** Thread. */
    PROC_START(5, "ProcStart"),
    /** Nothing. */
    PROC_STOP(6, "ProcStop"),
    /** Number, stack. */
    GC_START(7, "GCStart"),
    /** Nothing. */
    GC_DONE(8, "GCDone"),
    /** Kind: 0 mark termination, 1 sweep termination. Go 1.19 knows no other. */
    GC_STW_START(9, "GCSTWStart"),
    /** Nothing. */
    GC_STW_DONE(10, "GCSTWDone"),
    /** G, stack of the new one, stack. */
    GO_CREATE(13, "GoCreate"),
    /** G, its sequence number. */
    GO_START(14, "GoStart"),
    /** Nothing. */
    GO_END(15, "GoEnd"),
    /** Stack. */
    GO_SCHED(17, "GoSched"),
    /** Stack. */
    GO_PREEMPT(18, "GoPreempt"),
    /** Stack. */
    GO_SLEEP(19, "GoSleep"),
    /** Stack. */
    GO_BLOCK(20, "GoBlock"),
    /** G, its sequence number, stack. */
    GO_UNBLOCK(21, "GoUnblock"),
    /** Stack. */
    GO_BLOCK_SYNC(25, "GoBlockSync"),
    /** Stack. */
    GO_BLOCK_NET(27, "GoBlockNet"),
    /** Stack. */
    GO_SYS_CALL(28, "GoSysCall"),
    /** G, its sequence number, when it came back: ticks, or 0 for now. */
    GO_SYS_EXIT(29, "GoSysExit"),
    /** Nothing. */
    GO_SYS_BLOCK(30, "GoSysBlock"),
    /** G. */
    GO_WAITING(31, "GoWaiting"),
    /** G. */
    GO_IN_SYSCALL(32, "GoInSyscall");

    private final int id;
    private final String goName;

    GoEvent(int id, String goName) {
        this.id = id;
        this.goName = goName;
    }

    /** Its number in the file. */
    int id() {
        return id;
    }

    /**
     * Its name as {@code go tool trace -d} prints it.
     *
     * @return as in Go's {@code EventDescriptions}
     */
    public String goName() {
        return goName;
    }
}
