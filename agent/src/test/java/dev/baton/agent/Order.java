package dev.baton.agent;

/**
 * What a client of {@link ConnectionServer} orders, but for what is not negative: a message of so
 * many bytes, which follows, is to be sent back.
 */
enum Order {
    /** Close the connection. */
    CLOSE,
    /** Close it so that the client gets an error. */
    RESET,
    /** Close it while another thread reads from it. */
    CLOSE_UNDER_A_READER,
    /** Interrupt a thread that reads from it. */
    INTERRUPT_A_READER,
    /** Send back all that comes, as it comes, until nothing more does. */
    STREAM,
    /** Read all that comes, slowly, until nothing more does: {@link #sunk}. */
    SINK,
    /** Urgent data is to come where it is in the stream; answer with a byte. */
    URGENT_INLINE;

    /** As it goes over the wire. */
    @SuppressWarnings("EnumOrdinal") // both programs are of one build
    int code() {
        return -1 - ordinal();
    }

    /** What a negative number is. */
    @SuppressWarnings("EnumOrdinal") // both programs are of one build
    static Order of(int code) {
        return values()[-1 - code];
    }

    /** What the n-th byte of that which is sunk has to be. */
    static byte sunk(long n) {
        return (byte) ((n * 31) >>> 3);
    }
}
