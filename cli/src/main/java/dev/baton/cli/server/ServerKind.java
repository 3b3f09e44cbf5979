package dev.baton.cli.server;

/** A server, as a program in Java of {@code examples/real/servers}. */
enum ServerKind {
    PLAIN("plain", "ServerSocket, a thread for each connection", "Plain", Needs.NOTHING),
    HTTP("http", "the JDK's HttpServer", "JdkHttpServer", Needs.NOTHING),
    JETTY("jetty", "Jetty", "Jetty", Needs.NOTHING),
    TOMCAT("tomcat", "Tomcat", "TomcatServer", Needs.NOTHING),
    HELIDON("helidon", "Helidon", "Helidon", Needs.NOTHING),
    GATEWAY("gateway", "asks another server, which answers at once", "Gateway", Needs.SERVER),
    SLOW_GATEWAY(
            "gateway-1ms", "asks another server, which takes 1 ms", "Gateway", Needs.SLOW_SERVER),
    POSTGRES("postgres", "asks PostgreSQL, by a pool of 16", "Postgres", Needs.DATABASE);

    /** What a server asks before it answers. */
    enum Needs {
        NOTHING,
        SERVER,
        SLOW_SERVER,
        DATABASE
    }

    private final String id;
    private final String what;
    private final String program;
    private final Needs needs;

    ServerKind(String id, String what, String program, Needs needs) {
        this.id = id;
        this.what = what;
        this.program = program;
        this.needs = needs;
    }

    String id() {
        return id;
    }

    /** For a reader. */
    String what() {
        return what;
    }

    String mainClass() {
        return "programs.servers." + program;
    }

    Needs needs() {
        return needs;
    }

    /** Whether a side has such a server. */
    boolean has(ServerSide side) {
        return switch (side) {
            case BATON, STOCK -> true;
            case PLATFORM -> this != HELIDON; // which has virtual threads only
            case GO -> this == PLAIN || this == GATEWAY || this == SLOW_GATEWAY;
            case GO_HTTP -> needs == Needs.NOTHING;
            case C -> this == PLAIN;
        };
    }
}
