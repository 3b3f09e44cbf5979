package dev.baton;

/** SKELETON. */
public final class BatonBuilder {
    BatonBuilder() {}
    public BatonBuilder maxProcs(int n) { return this; }
    public BatonBuilder maxThreads(int n) { return this; }
    public BatonBuilder name(String name) { return this; }
    public Baton build() { throw new UnsupportedOperationException(); }
}
