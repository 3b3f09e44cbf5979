/**
 * The agent: takes over a program that knows nothing of Baton. {@link dev.baton.agent.Premain} and
 * its loader are on the program's class path, and all else in a loader of its own.
 */
package dev.baton.agent;
