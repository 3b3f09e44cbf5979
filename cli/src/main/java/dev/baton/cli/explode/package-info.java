/**
 * Thousands of threads that block at once, on one scheduler after the other: what {@code baton demo
 * explode} shows, and draws.
 */
package dev.baton.cli.explode;
