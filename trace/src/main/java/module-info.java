/** Reads the traces that the scheduler writes, and makes of them what other tools show. */
module dev.baton.trace {
    exports dev.baton.trace;
    exports dev.baton.trace.gotrace;
    exports dev.baton.trace.html;
    exports dev.baton.trace.perfetto;
    exports dev.baton.trace.replay;
    exports dev.baton.trace.report;
}
