/** Runs the experiments of {@code dev.baton.bench}, side by side, and tells what came out. */
package dev.baton.cli.bench;
