/** Watching the JDK's own scheduler, with nothing taken over. */
package dev.baton.agent.observe;
