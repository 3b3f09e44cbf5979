/** The command {@code baton}: one class for each subcommand. */
package dev.baton.cli;
