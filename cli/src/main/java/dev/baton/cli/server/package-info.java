/**
 * {@code baton bench server}: servers on few CPUs, the same program on virtual threads of Baton's
 * and of the JDK's, on threads of the OS, beside Go and C. All stay, and have load in turns.
 */
package dev.baton.cli.server;
