package dev.baton.cli.server;

/** What happens to a server in a row. */
enum Stage {
    /** It is warm, and has load from so many connections. */
    LOADED,
    /** It has just been started, and has load from then on. */
    FIRST,
    /** It has many connections, and nobody asks. */
    IDLE
}
