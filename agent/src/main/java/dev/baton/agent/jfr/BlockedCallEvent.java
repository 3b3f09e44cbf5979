package dev.baton.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A call that took long. By the virtual thread itself, when it is back. */
@Name("baton.BlockedCall")
@Label("Blocked Call")
@Category("Baton")
@Description("A virtual thread blocked its thread in a call for long. Others ran on meanwhile")
@StackTrace
final class BlockedCallEvent extends Event {
    @Label("Call")
    @Description("What it was: the place in the program, or the system call")
    String call;

    @Label("Site")
    @Description("The line of the program that called, past the JDK's own frames")
    String site;

    @Label("In the Call")
    @Description("How long the call took")
    @Timespan
    long inCall;

    @Label("For a P")
    @Description("How long it took then until it could go on")
    @Timespan
    long forP;
}
