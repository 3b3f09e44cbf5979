/** What a trace tells of a program: who blocked, who waited, and for whom. */
package dev.baton.trace.report;
