package dev.baton.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Where a {@link ConnectionServer} listens. */
final class Servers {
    /** How what comes there is served. */
    enum Kind {
        /** By a thread for each socket. */
        SOCKETS,
        /** By a thread for each channel. */
        CHANNELS,
        /** By one thread with a selector. */
        SELECTED,
        /** Datagrams. */
        DATAGRAMS
    }

    private final Map<Kind, List<Integer>> ports = new EnumMap<>(Kind.class);

    void add(Kind kind, int port) {
        ports.computeIfAbsent(kind, k -> new ArrayList<>()).add(port);
    }

    /** As {@link #toString} has it. */
    static Servers parse(String text) {
        Servers servers = new Servers();
        for (String server : text.split(" ", -1)) {
            String[] parts = server.split(":", -1);
            servers.add(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]));
        }
        return servers;
    }

    /**
     * One that will do for a life.
     *
     * @param least SELECTED: any; CHANNELS: one with a thread; the others: of that kind
     */
    InetSocketAddress any(Kind least, Random random) {
        Kind kind =
                switch (least) {
                    case SELECTED -> Kind.values()[random.nextInt(3)];
                    case CHANNELS -> Kind.values()[random.nextInt(2)];
                    case SOCKETS, DATAGRAMS -> least;
                };
        List<Integer> candidates = ports.get(kind);
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                candidates.get(random.nextInt(candidates.size())));
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        ports.forEach((kind, list) -> list.forEach(port -> all.add(kind + ":" + port)));
        return String.join(" ", all);
    }
}
