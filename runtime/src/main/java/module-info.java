/** The scheduler: virtual threads that go on when they block in the kernel. */
@SuppressWarnings("module") // the modules that are named here need this one, and are built after it
module dev.baton {
    // A trace tells of garbage collections, where the JVM has this.
    requires static java.management;

    // Warnings go to the program's own logging, where it has brought some.
    uses System.LoggerFinder;

    exports dev.baton;

    // What it takes for on and off is the same everywhere.
    exports dev.baton.settings to
            dev.baton.pekko;

    // System calls hand their P off, and what waits for a file waits in the scheduler.
    exports dev.baton.sched to
            dev.baton.syscall,
            dev.baton.os;
    exports dev.baton.sched.buffers to
            dev.baton.syscall,
            dev.baton.os;
}
