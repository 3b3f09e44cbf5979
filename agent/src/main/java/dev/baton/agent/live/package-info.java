/**
 * What is shown of the process while it runs: dumps with stacks, and what {@code baton top} draws.
 * All on platform threads, and loaded when somebody asks.
 */
package dev.baton.agent.live;
