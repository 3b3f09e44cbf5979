/**
 * A library whose calls block in native code, {@link dev.baton.examples.library.Ledger}, and a
 * program that uses it.
 */
package dev.baton.examples.library;
