package dev.baton.cli;

/**
 * What both runs of a demo are told.
 *
 * @param procs virtual threads that run at a time
 * @param readers virtual threads that block
 * @param holdMs milliseconds until they are fed
 * @param patienceMs milliseconds of silence after which a run is stopped
 * @param maxSilenceMs milliseconds of silence after which Baton's run is no good
 */
record DemoSetting(int procs, int readers, long holdMs, long patienceMs, long maxSilenceMs) {}
