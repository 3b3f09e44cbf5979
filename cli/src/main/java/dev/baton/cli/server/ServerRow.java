package dev.baton.cli.server;

/**
 * One row: a server somewhere, and what happens to it.
 *
 * @param kind which server
 * @param place what it has to run on
 * @param stage what happens
 * @param connections how many
 */
record ServerRow(ServerKind kind, Place place, Stage stage, int connections) {
    /**
     * What it is called on the command line: {@code server.plain.1.64}, {@code
     * server.plain.1.idle}.
     */
    String id() {
        String last =
                switch (stage) {
                    case LOADED -> Integer.toString(connections);
                    case FIRST -> "first";
                    case IDLE -> "idle";
                };
        return ServerRows.GROUP + "." + kind.id() + "." + place.id() + "." + last;
    }

    /** For a reader. */
    String what() {
        return kind.what()
                + ", "
                + place.what()
                + switch (stage) {
                    case LOADED -> ", connections: " + connections;
                    case FIRST -> ", just started, connections: " + connections;
                    case IDLE -> ", idle connections: up to " + connections;
                };
    }

    /**
     * Whether a side takes part. Nobody waits for the first seconds of what is compiled already.
     */
    boolean has(ServerSide side) {
        return kind.has(side) && (stage != Stage.FIRST || side.isJava());
    }

    boolean isMeantBy(String name) {
        return id().equals(name) || id().startsWith(name + ".");
    }
}
