package dev.baton.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Each call whose P others had: there may be many, so it is off unless asked for. */
@Name("baton.HandOff")
@Label("Hand-off")
@Category("Baton")
@Description(
        "The right to run was handed to another thread, for the virtual thread that had it was in a"
                + " call")
@Enabled(false)
@StackTrace(false)
final class HandOffEvent extends Event {
    @Label("Call")
    @Description("What it was: the place in the program, or the system call")
    String call;

    @Label("In the Call")
    @Description("How long the call took")
    @Timespan
    long inCall;

    @Label("For a P")
    @Description("How long it took then until it could go on")
    @Timespan
    long forP;
}
