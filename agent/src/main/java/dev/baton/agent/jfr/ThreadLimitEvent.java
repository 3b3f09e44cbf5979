package dev.baton.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** At the limit of threads. By the virtual thread itself, before its call. */
@Name("baton.ThreadLimit")
@Label("Thread Limit")
@Category("Baton")
@Description(
        "A call that is known to block waited until there was a thread for it: all that there may"
                + " be were taken")
@StackTrace
final class ThreadLimitEvent extends Event {
    @Label("Call")
    @Description("What it is: the place in the program, or the system call")
    String call;

    @Label("Waited")
    @Description("How long it waited for its turn")
    @Timespan
    long waited;

    @Label("Most Threads")
    @Description("How many there may be")
    int maxThreads;
}
