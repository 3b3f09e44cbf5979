/** Traces as a page. */
package dev.baton.trace.html;
