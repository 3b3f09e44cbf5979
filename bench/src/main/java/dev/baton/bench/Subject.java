package dev.baton.bench;

/** What the Java sides of an experiment run. */
public sealed interface Subject permits Program, Unmodified {}
