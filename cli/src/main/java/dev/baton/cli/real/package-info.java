/** Ordinary programs on well-known libraries, measured on the stock scheduler and on Baton. */
package dev.baton.cli.real;
