/**
 * What {@code ./baton} asks of a process that runs: the connection, and the requests that there
 * are. All on platform threads, and loaded when somebody asks.
 */
package dev.baton.agent.control;
