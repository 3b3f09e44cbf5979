package dev.baton.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Once a second. */
@Name("baton.Scheduler")
@Label("Scheduler")
@Category("Baton")
@Description("What the scheduler has and has done")
@Period("1 s")
@StackTrace(false)
final class SchedulerEvent extends Event {
    @Label("Ps")
    @Description("How many virtual threads may run at a time")
    int maxProcs;

    @Label("Idle Ps")
    @Description("How many of these have nothing to run")
    int idlePs;

    @Label("Threads")
    @Description("How many OS threads there are")
    int threads;

    @Label("Idle Threads")
    @Description("How many of these wait for work")
    int idleThreads;

    @Label("Mounted")
    @Description("How many virtual threads are on a thread: they run, or are in a call")
    int mounted;

    @Label("Queued")
    @Description("How many virtual threads could run and wait for their turn")
    long queued;

    @Label("Virtual Threads")
    @Description("How many there are")
    long virtualThreads;

    @Label("In Netpoll")
    @Description("How many descriptors are registered in the epoll")
    long inNetpoll;

    @Label("Blocking Calls")
    @Description("Announced calls since the start")
    long blockingCalls;

    @Label("Hand-offs")
    @Description("Calls since the start in which others got the P, at once or after a look")
    long handOffs;
}
