package dev.baton.trace.html;

/** What a slice is. */
enum SliceKind {
    /** A G has a P. */
    RUN(0),
    /** A call that holds a P. */
    CALL(1),
    /** A call without a P. */
    BLOCKED(2),
    /** A G runs on without a P. */
    UNPLACED(3),
    /** The world is stopped. */
    WORLD(4);

    private final byte id;

    SliceKind(int id) {
        this.id = (byte) id;
    }

    /** Its place in {@code KINDS} of slices.js. */
    byte id() {
        return id;
    }
}
